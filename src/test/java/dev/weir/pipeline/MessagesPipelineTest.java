package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.ERROR;
import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static dev.weir.pipeline.UpstreamReply.status;
import static dev.weir.pipeline.UpstreamReply.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.body.FakeSource;
import dev.weir.messages.ErrorType;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.pipeline.TestGateway.GatewayBounds;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way out: the lease settled once where there is one, one record, nothing held any more. */
class MessagesPipelineTest {
    private static final byte[] GOOD = TestGateway.request("claude-big", false, "");
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private UpstreamReply reply = UpstreamReply.json();
    private TestGateway gateway = gateway(GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private TestGateway gateway(GatewayBounds limits) {
        return new TestGateway(this::serve, limits);
    }

    private void use(GatewayBounds limits) {
        gateway.close();
        gateway = gateway(limits);
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        request.body().onSuccess(_ -> reply.to(request));
    }

    @Test
    void relaysAMessage() {
        gateway.create(GOOD);

        assertEnded(200, Outcome.COMPLETED, 1);
        assertThat(gateway.client.text()).contains("msg_1");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("upstream");
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
    }

    @Test
    void relaysAStream() {
        reply = UpstreamReply.stream();

        gateway.create(STREAM);

        assertEnded(200, Outcome.COMPLETED, 1);
        assertThat(gateway.client.text()).isEqualTo(START + DELTA + STOP);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
    }

    static List<Arguments> upstreamEnds() {
        return List.of(
                Arguments.of(status(400), 400, Outcome.UPSTREAM_ERROR),
                Arguments.of(status(404), 404, Outcome.UPSTREAM_ERROR),
                Arguments.of(status(429), 429, Outcome.UPSTREAM_ERROR),
                Arguments.of(status(500), 500, Outcome.UPSTREAM_ERROR),
                Arguments.of(status(529), 529, Outcome.UPSTREAM_ERROR),
                Arguments.of(status(401), 502, Outcome.UPSTREAM_UNREACHABLE),
                Arguments.of(UpstreamReply.close(), 502, Outcome.UPSTREAM_UNREACHABLE),
                Arguments.of(stream("an error first", ERROR), 200, Outcome.UPSTREAM_ERROR),
                Arguments.of(stream("an error later", START + ERROR), 200, Outcome.UPSTREAM_ERROR),
                Arguments.of(stream("no message_stop", START), 200, Outcome.STREAM_CUT),
                Arguments.of(stream("no event", ""), 502, Outcome.UPSTREAM_UNREACHABLE),
                Arguments.of(UpstreamReply.brokenStream(), 200, Outcome.STREAM_CUT));
    }

    @ParameterizedTest
    @MethodSource("upstreamEnds")
    void recordsHowTheUpstreamEnded(UpstreamReply upstream, int status, Outcome outcome) {
        reply = upstream;

        gateway.create(STREAM);

        assertEnded(status, outcome, 1);
        assertThat(gateway.client.status).isEqualTo(status);
    }

    static List<Arguments> lastTexts() {
        return List.of(
                Arguments.of(UpstreamReply.json(), "msg_1"),
                Arguments.of(UpstreamReply.stream(), "message_stop"),
                Arguments.of(status(400), "error"),
                Arguments.of(status(429), "error"),
                Arguments.of(status(500), "error"),
                Arguments.of(status(401), "api_error"),
                Arguments.of(UpstreamReply.close(), "api_error"),
                Arguments.of(stream("an error first", ERROR), "error"),
                Arguments.of(stream("an error later", START + ERROR), "event: error"),
                Arguments.of(stream("no message_stop", START), "event: error"),
                Arguments.of(stream("no event", ""), "api_error"),
                Arguments.of(UpstreamReply.brokenStream(), "event: error"));
    }

    @ParameterizedTest
    @MethodSource("lastTexts")
    void settlesBeforeTheClientCanKnowTheEnd(UpstreamReply upstream, String lastText) {
        reply = upstream;
        Map<Integer, String> textBySettled = new TreeMap<>();
        gateway.client.beforeMore = () -> textBySettled.put(gateway.quota.settled.size(), gateway.client.text());

        gateway.create(STREAM);

        assertThat(gateway.client.text()).contains(lastText);
        assertThat(textBySettled).containsKey(1);
        assertThat(textBySettled.getOrDefault(0, "")).doesNotContain(lastText);
        assertThat(gateway.quota.settled).hasSize(1);
    }

    @Test
    void chargesTheWholeResponseToAClientThatDisconnectsAfterTheLastEvent() {
        reply = UpstreamReply.openStream();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> clientText().contains("message_start"));
        seen.getFirst().response().write(DELTA + STOP);
        LoopbackServer.until(() -> clientText().contains("message_stop"));
        int settledBefore = gateway.quota.settled.size();

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertThat(settledBefore).isEqualTo(1);
        assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
        assertThat(gateway.quota.used.getFirst().provenance()).isEqualTo(Provenance.EXACT);
    }

    @Test
    void returns401WithoutReadingTheBodyWhereThereIsNoKey() {
        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        assertEnded(401, Outcome.UNAUTHENTICATED, 0);
        assertThat(gateway.client.headers.get("x-should-retry")).isEqualTo("false");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("gateway");
        assertThat(gateway.body.isPaused()).isTrue();
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void returns529WhereTheMaximumIsInFlight() {
        use(new GatewayBounds(0, Duration.ofMinutes(1), 10));

        LoopbackServer.await(gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers()));

        assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("1");
    }

    @Test
    void disconnectsAClientThatDoesNotReadAResponseOfOurs() {
        gateway.client.stopReading();

        gateway.create("{".getBytes(UTF_8));

        assertEnded(499, Outcome.CLIENT_GONE, 0);
        assertThat(gateway.client.cuts).isEqualTo(1);
    }

    @Test
    void returns529WhereAKeyHasItsShareInFlight() {
        gateway.maxPerKey.set(0);

        LoopbackServer.await(gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers()));

        assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.text()).contains("weir.requests.max-in-flight-per-key");
        assertThat(gateway.admission.inFlight()).isZero();
    }

    @Test
    void returns529WhereTheBodiesOfAKeyHaveTheirShare() {
        gateway.roomOfKey().tryTake(499_000);

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add("content-length", "2000")));
        gateway.roomOfKey().giveBack(499_000);

        assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.text()).contains("weir.body.max-in-flight-per-key");
    }

    @ParameterizedTest
    @CsvSource({
        "content-length, 100001, 413",
        "content-encoding, br, 415",
        "content-encoding, 'gzip, gzip', 415",
        "content-encoding, zstd, 415"
    })
    void rejectsByTheHeadWithoutInvitingTheBody(String name, String value, int status) {
        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add(name, value)));

        assertEnded(status, Outcome.INVALID, 0);
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void returns529WhereThereIsNoRoomForTheDeclaredSize() {
        gateway.room.tryTake(999_000);

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add("content-length", "2000")));
        gateway.room.giveBack(999_000);

        assertEnded(529, Outcome.SHED, 0);
    }

    @Test
    void returns529WhereTheRoomRunsOutWhileTheBodyComes() {
        gateway.room.tryTake(999_000);

        gateway.create(new byte[5000]);
        gateway.room.giveBack(999_000);

        assertEnded(529, Outcome.SHED, 0);
    }

    @Test
    void returns413WhenBodyExceedsMaxSize() {
        gateway.create(new byte[TestGateway.MAX_BODY + 1]);

        assertEnded(413, Outcome.INVALID, 0);
        assertThat(gateway.client.text()).contains("request_too_large");
    }

    static List<Arguments> rejectedBodies() {
        byte[] withoutMaxTokens = "{\"model\":\"claude-big\"}".getBytes(UTF_8);
        byte[] blockedUser = TestGateway.request("claude-big", false, ",\"metadata\":{\"user_id\":\"blocked\"}");
        return List.of(
                Arguments.of("no body", new byte[0], 400, Outcome.INVALID),
                Arguments.of("half a body", "{".getBytes(UTF_8), 400, Outcome.INVALID),
                Arguments.of("no max_tokens", withoutMaxTokens, 400, Outcome.INVALID),
                Arguments.of("another model", TestGateway.request("gpt", false, ""), 400, Outcome.FORBIDDEN),
                Arguments.of(
                        "a denied feature",
                        TestGateway.request("claude-big", false, ",\"mcp_servers\":[{}]"),
                        400,
                        Outcome.FORBIDDEN),
                Arguments.of("a blocked user", blockedUser, 403, Outcome.FORBIDDEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rejectedBodies")
    void rejectsByTheBody(String name, byte[] body, int status, Outcome outcome) {
        gateway.create(body);

        assertEnded(status, outcome, 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void records499WhereTheClientDisconnectsWhileSendingTheBody() {
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> gateway.body.send(new byte[5000]).breakOff());
        LoopbackServer.await(end);

        assertEnded(499, Outcome.CLIENT_GONE, 0);
    }

    @Test
    void records499AndSendsNothingUpstreamWhereTheClientDisconnectsDuringTheReservation() {
        Promise<QuotaDecision> pending = Promise.promise();
        gateway.quota.decision = pending::future;
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());

        gateway.onLoop(() -> {
            gateway.body.send(GOOD).end();
            gateway.client.leave();
            pending.complete(gateway.quota.grant().result());
        });
        LoopbackServer.await(end);

        assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(seen).isEmpty();
    }

    @Test
    void chargesAnEstimateWhereTheClientDisconnectsBeforeTheResponse() {
        reply = UpstreamReply.nothing();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.records.getFirst().response())
                .isEqualTo(ResponseFacts.NONE.estimated(CountingQuota.ESTIMATE));
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void chargesWhatWasReadWhereTheClientDisconnectsInsideAStream() {
        reply = UpstreamReply.openStream();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> gateway.upstream.on(() -> gateway.client.writes.size()) > 0);

        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);

        assertEnded(499, Outcome.CLIENT_GONE, 1);
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 1, 0, List.of()));
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void returns502WhereTheUpstreamCannotBeReached() {
        gateway.upstream.stopListening();

        gateway.create(GOOD);

        assertEnded(502, Outcome.UPSTREAM_UNREACHABLE, 1);
    }

    @Test
    void returns504WhereTheResponseDoesNotBeginInTime() {
        use(new GatewayBounds(10, Duration.ofMillis(30), 10));
        reply = UpstreamReply.nothing();

        gateway.create(GOOD);

        assertEnded(504, Outcome.UPSTREAM_UNREACHABLE, 1);
        assertThat(gateway.client.text()).contains("timeout_error").contains("weir.timeout.first-byte-json");
    }

    @Test
    void returns529WhereAllUpstreamConnectionsAreTaken() {
        use(new GatewayBounds(10, Duration.ofMinutes(1), 1));
        reply = UpstreamReply.nothing();
        var otherClient = new FakeClient();
        var otherBody = new FakeSource();
        Future<Void> other =
                gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), otherClient, otherBody);
        gateway.onLoop(() -> otherBody.send(GOOD).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.create(GOOD);
        UsageRecord record = gateway.records.getFirst();
        gateway.onLoop(otherClient::leave);
        LoopbackServer.await(other);

        assertThat(record.status()).isEqualTo(529);
        assertThat(record.outcome()).isEqualTo(Outcome.SHED);
        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.quota.settled).hasSize(2);
        assertNothingHeld();
    }

    @Test
    void returns500WhereAStageThrows() {
        gateway.quota.decision = () -> {
            throw new IllegalStateException("a bug");
        };

        gateway.create(GOOD);

        assertEnded(500, Outcome.FAILED, 0);
        assertThat(gateway.client.text()).doesNotContain("a bug");
    }

    @Test
    void returns500WhereAReservationFails() {
        gateway.quota.decision = () -> Future.failedFuture("a bug");

        gateway.create(GOOD);

        assertEnded(500, Outcome.FAILED, 0);
    }

    @Test
    void records499WhereAnErrorResponseDoesNotReachTheClient() {
        gateway.client.leave();

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        assertEnded(499, Outcome.CLIENT_GONE, 0);
    }

    @Test
    void recordsARequestThatNoStageSees() {
        ClientRequest request = new ClientRequest(
                "wreq_2",
                Route.NONE,
                HttpMethod.GET,
                "/nowhere",
                TestGateway.headers(),
                gateway.body,
                () -> {},
                gateway.client,
                new EventLoopTimers(gateway.upstream.vertx()));

        LoopbackServer.await(gateway.upstream.on(() -> gateway.pipeline.reject(request, ErrorResponse.notFound())));

        assertEnded(404, Outcome.INVALID, 0);
    }

    @Test
    void countsTokensAgainstNoLimit() {
        Future<Void> end = gateway.begin(Route.COUNT_TOKENS, "/v1/messages/count_tokens", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(GOOD).end());
        LoopbackServer.await(end);

        assertEnded(200, Outcome.COMPLETED, 0);
        assertThat(seen.getFirst().uri()).isEqualTo("/v1/messages/count_tokens");
    }

    @Test
    void sendsTheCallersOwnLimitsWithEveryResponseAfterTheReservation() {
        gateway.create(GOOD);

        assertThat(gateway.client.headers.get("anthropic-ratelimit-requests-limit"))
                .isEqualTo("50");
        assertThat(gateway.client.headers.get("anthropic-ratelimit-unified-status"))
                .isEqualTo("allowed_warning");
        LoopbackServer.until(() -> gateway.quota.begun.size() == 1);
    }

    @Test
    void sendsLimitsButNoBudgetWarningWithErrorResponses() {
        gateway.upstream.stopListening();

        gateway.create(GOOD);

        assertThat(gateway.client.headers.get("anthropic-ratelimit-requests-limit"))
                .isEqualTo("50");
        assertThat(gateway.client.headers.contains("anthropic-ratelimit-unified-status"))
                .isFalse();
    }

    @Test
    void returns429WhereALimitHasNoRoom() {
        gateway.quota.decision = () -> Future.succeededFuture(new QuotaDecision.Denied(
                ErrorType.BILLING, "The limit has no room.", Map.of("x-weir-limit", "user/usd-per-day")));

        gateway.create(GOOD);

        assertEnded(429, Outcome.QUOTA_REFUSED, 0);
        assertThat(gateway.client.text()).contains("billing_error").contains("The limit has no room.");
        assertThat(gateway.client.headers.get("x-weir-limit")).isEqualTo("user/usd-per-day");
    }

    @Test
    void returns503WhereLimitsCannotBeCounted() {
        gateway.quota.decision =
                () -> Future.succeededFuture(new QuotaDecision.Unavailable("Not now.", Map.of("retry-after", "5")));

        gateway.create(GOOD);

        assertEnded(503, Outcome.QUOTA_REFUSED, 0);
        assertThat(gateway.client.text()).contains("api_error");
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("5");
    }

    private String clientText() {
        return gateway.upstream.on(gateway.client::text);
    }

    private void assertEnded(int status, Outcome outcome, int leases) {
        assertThat(gateway.records)
                .extracting(UsageRecord::status, UsageRecord::outcome)
                .containsExactly(tuple(status, outcome));
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
