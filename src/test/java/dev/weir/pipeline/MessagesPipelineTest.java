package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.ERROR;
import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static dev.weir.pipeline.UpstreamReply.status;
import static dev.weir.pipeline.UpstreamReply.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Usage;
import dev.weir.metering.Outcome;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
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
import org.junit.jupiter.params.provider.MethodSource;

/** How the upstream ends: the lease settled once where there is one, one record, nothing held any more. */
class MessagesPipelineTest {
    private static final byte[] GOOD = TestGateway.request("claude-big", false, "");
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private UpstreamReply reply = UpstreamReply.json();
    private TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void use(GatewayBounds limits) {
        gateway.close();
        gateway = new TestGateway(this::serve, limits);
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        request.body().onSuccess(_ -> reply.to(request));
    }

    @Test
    void relaysAMessage() {
        gateway.create(GOOD);

        gateway.assertEnded(200, Outcome.COMPLETED, 1);
        assertThat(gateway.client.text()).contains("msg_1");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("upstream");
        assertThat(gateway.quota.used.getFirst().usage()).contains(new Usage(7, 0, 0, 0, 9, 0, List.of()));
    }

    @Test
    void relaysAStream() {
        reply = UpstreamReply.stream();

        gateway.create(STREAM);

        gateway.assertEnded(200, Outcome.COMPLETED, 1);
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

        gateway.assertEnded(status, outcome, 1);
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
    void keepsNothingOfTheBodyAfterTheCommit() {
        reply = UpstreamReply.openStream();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() -> gateway.upstream.on(gateway.client::text).contains("message_start"));

        assertThat(gateway.room.inFlight()).isZero();
        gateway.onLoop(gateway.client::leave);
        LoopbackServer.await(end);
    }

    @Test
    void returns502WhereTheUpstreamCannotBeReached() {
        gateway.upstream.stopListening();

        gateway.create(GOOD);

        gateway.assertEnded(502, Outcome.UPSTREAM_UNREACHABLE, 1);
    }

    @Test
    void returns504WhereTheResponseDoesNotBeginInTime() {
        use(new GatewayBounds(10, Duration.ofMillis(30), 10));
        reply = UpstreamReply.nothing();

        gateway.create(GOOD);

        gateway.assertEnded(504, Outcome.UPSTREAM_UNREACHABLE, 1);
        assertThat(gateway.client.text()).contains("timeout_error").contains("weir.timeout.first-byte-json");
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

        gateway.assertEnded(404, Outcome.INVALID, 0);
    }

    @Test
    void countsTokensAgainstNoLimit() {
        Future<Void> end = gateway.begin(Route.COUNT_TOKENS, "/v1/messages/count_tokens", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(GOOD).end());
        LoopbackServer.await(end);

        gateway.assertEnded(200, Outcome.COMPLETED, 0);
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
}
