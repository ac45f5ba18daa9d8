package dev.weir.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.messages.ErrorType;
import dev.weir.messages.Operation;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pipeline.TestGateway.Limits;
import dev.weir.quota.QuotaDecision;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way out: the lease settled once where there is one, one record, nothing held any more. */
class MessagesPipelineTest {
    private static final String START =
            "event: message_start\ndata: {\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n";
    private static final String DELTA =
            "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";
    private static final byte[] GOOD = TestGateway.request("claude-big", false, "");
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private String answer = "json";
    private TestGateway gateway = gateway(Limits.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private TestGateway gateway(Limits limits) {
        return new TestGateway(this::serve, limits);
    }

    private void use(Limits limits) {
        gateway.close();
        gateway = gateway(limits);
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        request.body().onSuccess(_ -> answer(request));
    }

    private void answer(HttpServerRequest request) {
        var response = request.response();
        switch (answer) {
            case "json" -> response.end("{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":9}}");
            case "stream" ->
                response.putHeader("content-type", "text/event-stream").end(START + DELTA + STOP);
            case "error first" ->
                response.putHeader("content-type", "text/event-stream").end(ERROR);
            case "error later" ->
                response.putHeader("content-type", "text/event-stream").end(START + ERROR);
            case "no stop" ->
                response.putHeader("content-type", "text/event-stream").end(START);
            case "nothing" ->
                response.putHeader("content-type", "text/event-stream").end();
            case "cut" ->
                response.putHeader("content-type", "text/event-stream")
                        .setChunked(true)
                        .write(START)
                        .onComplete(_ -> request.connection().close());
            case "open" ->
                response.putHeader("content-type", "text/event-stream")
                        .setChunked(true)
                        .write(START);
            case "close" -> request.connection().close();
            case "never" -> {}
            default -> response.setStatusCode(Integer.parseInt(answer)).end("{\"type\":\"error\"}");
        }
    }

    @Test
    void completesAMessage() {
        gateway.create(GOOD);

        assertEnded(200, "completed", 1);
        assertThat(gateway.client.text()).contains("msg_1");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("upstream");
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
    }

    @Test
    void completesAStream() {
        answer = "stream";

        gateway.create(STREAM);

        assertEnded(200, "completed", 1);
        assertThat(gateway.client.text()).isEqualTo(START + DELTA + STOP);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, upstream_error",
        "404, 404, upstream_error",
        "429, 429, upstream_error",
        "500, 500, upstream_error",
        "529, 529, upstream_error",
        "401, 502, upstream_unreachable",
        "close, 502, upstream_unreachable",
        "error first, 200, upstream_error",
        "error later, 200, upstream_error",
        "no stop, 200, stream_cut",
        "nothing, 502, upstream_unreachable",
        "cut, 200, stream_cut"
    })
    void endsAsTheUpstreamDoes(String upstream, int status, String outcome) {
        answer = upstream;

        gateway.create(STREAM);

        assertEnded(status, outcome, 1);
        assertThat(gateway.client.status).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "json, msg_1",
        "stream, message_stop",
        "400, error",
        "429, error",
        "500, error",
        "401, api_error",
        "close, api_error",
        "error first, error",
        "error later, event: error",
        "no stop, event: error",
        "nothing, api_error",
        "cut, event: error"
    })
    void givesTheLeaseBackBeforeTheClientCanKnowTheEnd(String upstream, String lastWord) {
        answer = upstream;
        Map<Integer, String> textBySettled = new TreeMap<>();
        gateway.client.beforeMore = () -> textBySettled.put(gateway.quota.settled.size(), gateway.client.text());

        gateway.create(STREAM);

        assertThat(gateway.client.text()).contains(lastWord);
        assertThat(textBySettled).containsKey(1);
        assertThat(textBySettled.getOrDefault(0, "")).doesNotContain(lastWord);
        assertThat(gateway.quota.settled).hasSize(1);
    }

    @Test
    void chargesTheWholeAnswerToAClientThatLeavesAfterTheLastEvent() {
        answer = "open";
        Future<Void> end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> clientText().contains("message_start"));
        seen.getFirst().response().write(DELTA + STOP);
        LoopbackServer.until(() -> clientText().contains("message_stop"));
        int settledBefore = gateway.quota.settled.size();

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertThat(settledBefore).isEqualTo(1);
        assertEnded(499, "client_gone", 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
        assertThat(gateway.quota.used.getFirst().provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void refusesACallWithoutAKeyUnread() {
        LoopbackServer.await(gateway.begin(
                Operation.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        assertEnded(401, "unauthenticated", 0);
        assertThat(gateway.client.headers.get("x-should-retry")).isEqualTo("false");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("gateway");
        assertThat(gateway.body.isPaused()).isTrue();
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void refusesOneMoreThanThereMayBe() {
        use(new Limits(0, Duration.ofMinutes(1), 10));

        LoopbackServer.await(gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers()));

        assertEnded(529, "shed", 0);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "content-length, 100001, 413, invalid",
        "content-encoding, br, 415, invalid",
        "content-encoding, 'gzip, gzip', 415, invalid",
        "content-encoding, zstd, 415, invalid"
    })
    void refusesByTheHeadWithoutInvitingTheBody(String name, String value, int status, String outcome) {
        LoopbackServer.await(gateway.begin(
                Operation.MESSAGES, "/v1/messages", TestGateway.headers().add(name, value)));

        assertEnded(status, outcome, 0);
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void refusesADeclaredBodyForWhichThereIsNoRoom() {
        gateway.room.tryTake(999_000);

        LoopbackServer.await(gateway.begin(
                Operation.MESSAGES, "/v1/messages", TestGateway.headers().add("content-length", "2000")));
        gateway.room.giveBack(999_000);

        assertEnded(529, "shed", 0);
    }

    @Test
    void refusesABodyForWhichThereIsNoRoomAsItComes() {
        gateway.room.tryTake(999_000);

        gateway.create(new byte[5000]);
        gateway.room.giveBack(999_000);

        assertEnded(529, "shed", 0);
    }

    @Test
    void refusesABodyThatGrowsTooLarge() {
        gateway.create(new byte[TestGateway.MAX_BODY + 1]);

        assertEnded(413, "invalid", 0);
        assertThat(gateway.client.text()).contains("request_too_large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|400|invalid",
                "{|400|invalid",
                "{\"model\":\"claude-big\"}|400|invalid",
                "{\"model\":\"gpt\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400|forbidden",
                "{\"model\":\"claude-big\",\"max_tokens\":1,\"mcp_servers\":[{}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400|forbidden",
                "{\"model\":\"claude-big\",\"max_tokens\":1,\"metadata\":{\"user_id\":\"blocked\"},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|403|forbidden"
            })
    void refusesByTheBody(String body, int status, String outcome) {
        gateway.create(body.getBytes(UTF_8));

        assertEnded(status, outcome, 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void endsWhereTheClientLeavesWhileSendingTheBody() {
        Future<Void> end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> gateway.body.send(new byte[5000]).breakOff());
        LoopbackServer.await(end);

        assertEnded(499, "client_gone", 0);
    }

    @Test
    void endsWhereTheClientLeavesWhileTheReservationIsPending() {
        Promise<QuotaDecision> pending = Promise.promise();
        gateway.quota.decision = pending::future;
        Future<Void> end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> {
            gateway.body.send(GOOD).end();
            gateway.client.leave();
            pending.complete(gateway.quota.grant().result());
        });
        LoopbackServer.await(end);

        assertEnded(499, "client_gone", 1);
        assertThat(seen).isEmpty();
    }

    @Test
    void endsWhereTheClientLeavesWhileTheHeadIsAwaited() {
        answer = "never";
        Future<Void> end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertEnded(499, "client_gone", 1);
        assertThat(gateway.records.getFirst())
                .contains(
                        "\"usage\":\"estimated\",\"input_tokens\":11,\"cache_read_tokens\":22,",
                        "\"output_tokens\":33,");
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void endsWhereTheClientLeavesInTheMiddleOfAStream() {
        answer = "open";
        Future<Void> end = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> gateway.upstream.on(() -> gateway.client.writes.size()) > 0);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertEnded(499, "client_gone", 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 1, 0, List.of()));
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void endsWhereNobodyListensUpstream() {
        gateway.upstream.stopListening();

        gateway.create(GOOD);

        assertEnded(502, "upstream_unreachable", 1);
    }

    @Test
    void endsWhereTheHeadComesTooLate() {
        use(new Limits(10, Duration.ofMillis(30), 10));
        answer = "never";

        gateway.create(GOOD);

        assertEnded(504, "upstream_unreachable", 1);
        assertThat(gateway.client.text()).contains("timeout_error").contains("weir.timeout.first-byte-json");
    }

    @Test
    void endsWhereAllConnectionsAreTaken() {
        use(new Limits(10, Duration.ofMinutes(1), 1));
        answer = "never";
        var otherClient = new FakeClient();
        var otherBody = new FakeSource();
        Future<Void> other =
                gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers(), otherClient, otherBody);
        gateway.onLoop(() -> otherBody.send(GOOD).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.create(GOOD);
        String record = gateway.records.getFirst();
        gateway.onLoop(otherClient::leave);
        LoopbackServer.await(other);

        assertThat(record).contains("\"status\":529,\"outcome\":\"shed\"");
        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.quota.settled).hasSize(2);
        assertNothingHeld();
    }

    @Test
    void answers500WhereAStageThrows() {
        gateway.quota.decision = () -> {
            throw new IllegalStateException("a bug");
        };

        gateway.create(GOOD);

        assertEnded(500, "failed", 0);
        assertThat(gateway.client.text()).doesNotContain("a bug");
    }

    @Test
    void answers500WhereAReservationFails() {
        gateway.quota.decision = () -> Future.failedFuture("a bug");

        gateway.create(GOOD);

        assertEnded(500, "failed", 0);
    }

    @Test
    void recordsThatTheClientLeftWhereARefusalDidNotReachIt() {
        gateway.client.leave();

        LoopbackServer.await(gateway.begin(
                Operation.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        assertEnded(499, "client_gone", 0);
    }

    @Test
    void recordsACallThatNoStageSees() {
        ClientRequest call = new ClientRequest(
                "wreq_2",
                Operation.OTHER,
                HttpMethod.GET,
                "/nowhere",
                TestGateway.headers(),
                gateway.body,
                () -> {},
                gateway.client,
                new EventLoopTimers(gateway.upstream.vertx()));

        LoopbackServer.await(gateway.upstream.on(() -> gateway.pipeline.refuse(call, ErrorResponse.notFound())));

        assertEnded(404, "invalid", 0);
    }

    @Test
    void countsTokensAgainstNoLimit() {
        Future<Void> end = gateway.begin(Operation.COUNT_TOKENS, "/v1/messages/count_tokens", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(GOOD).end());
        LoopbackServer.await(end);

        assertEnded(200, "completed", 0);
        assertThat(seen.getFirst().uri()).isEqualTo("/v1/messages/count_tokens");
    }

    @Test
    void tellsTheCallerItsOwnLimitsOnEveryAnswerAfterTheReservation() {
        gateway.create(GOOD);

        assertThat(gateway.client.headers.get("anthropic-ratelimit-requests-limit"))
                .isEqualTo("50");
        assertThat(gateway.client.headers.get("anthropic-ratelimit-unified-status"))
                .isEqualTo("allowed_warning");
        LoopbackServer.until(() -> gateway.quota.begun.size() == 1);
    }

    @Test
    void tellsThemOnItsOwnRefusalsTooButWarnsOfNoBudgetThere() {
        gateway.upstream.stopListening();

        gateway.create(GOOD);

        assertThat(gateway.client.headers.get("anthropic-ratelimit-requests-limit"))
                .isEqualTo("50");
        assertThat(gateway.client.headers.contains("anthropic-ratelimit-unified-status"))
                .isFalse();
    }

    @Test
    void answersWhatTheLimiterDenies() {
        gateway.quota.decision = () -> Future.succeededFuture(new QuotaDecision.Denied(
                ErrorType.BILLING, "The limit has no room.", Map.of("x-weir-limit", "user/usd-per-day")));

        gateway.create(GOOD);

        assertEnded(429, "quota_refused", 0);
        assertThat(gateway.client.text()).contains("billing_error").contains("The limit has no room.");
        assertThat(gateway.client.headers.get("x-weir-limit")).isEqualTo("user/usd-per-day");
    }

    @Test
    void answers503WhereLimitsCannotBeCounted() {
        gateway.quota.decision =
                () -> Future.succeededFuture(new QuotaDecision.Unavailable("Not now.", Map.of("retry-after", "5")));

        gateway.create(GOOD);

        assertEnded(503, "quota_refused", 0);
        assertThat(gateway.client.text()).contains("api_error");
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("5");
    }

    private String clientText() {
        return gateway.upstream.on(gateway.client::text);
    }

    private void assertEnded(int status, String outcome, int leases) {
        assertThat(gateway.records).hasSize(1);
        assertThat(gateway.records.getFirst()).contains("\"status\":" + status + ",\"outcome\":\"" + outcome + "\"");
        assertThat(gateway.quota.granted).hasSize(leases);
        assertThat(gateway.quota.settled).isEqualTo(gateway.quota.granted);
        assertNothingHeld();
    }

    private void assertNothingHeld() {
        assertThat(gateway.admission.inFlight()).isZero();
        assertThat(gateway.admission.streamsInFlight()).isZero();
        assertThat(gateway.room.inFlight()).isZero();
    }
}
