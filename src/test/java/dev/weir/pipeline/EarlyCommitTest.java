package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditLog;
import dev.weir.body.FakeSource;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.relay.FakeClient;
import dev.weir.relay.RelaySettings;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client of a stream gets when it is committed before there is a response. */
class EarlyCommitTest {
    private static final String COMMENT = ": keep-alive\n\n";
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final byte[] JSON = TestGateway.request("claude-big", false, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private final TestGateway gateway =
            new TestGateway(this::serve, GatewayBounds.retrying("a"), RelaySettings.committingEarly());

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(_ -> seen.add(request));
    }

    @Test
    void sendsCommentsUntilTheStreamComesAndThenItsBytes() {
        Future<Void> end = beginAndAwaitComments();

        seen.getFirst().response().putHeader("request-id", "req_upstream");
        reply(UpstreamReply.stream());

        LoopbackServer.await(end);
        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(gateway.client.headers.get("content-type")).isEqualTo("text/event-stream");
        assertThat(gateway.client.headers.get("x-accel-buffering")).isEqualTo("no");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("gateway");
        assertThat(gateway.client.headers.contains("request-id")).isFalse(); // ours is set at the edge
        assertThat(afterComments()).isEqualTo(START + DELTA + STOP);
        assertThat(record().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record().ids().upstreamRequestId()).contains("req_upstream");
        assertThat(gateway.quota.settled).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "429, rate_limit_error",
        "500, api_error",
        "529, overloaded_error",
        "403, permission_error"
    })
    void makesAnEventOfTheUpstreamsErrorAndRetriesNothing(int status, String type) {
        Future<Void> end = beginAndAwaitComments();

        reply(new UpstreamReply(
                "an error",
                request -> request.response()
                        .setStatusCode(status)
                        .end("{\"type\":\"error\",\n \"error\":{\"type\":\"" + type
                                + "\",\"message\":\"x\",\"odd\":1}}")));

        LoopbackServer.await(end);
        assertThat(afterComments())
                .isEqualTo("event: error\ndata: {\"type\":\"error\",  \"error\":{\"type\":\"" + type
                        + "\",\"message\":\"x\",\"odd\":1}}\n\n");
        assertThat(gateway.client.ends).isEqualTo(1);
        assertThat(seen).hasSize(1);
        assertRecorded(Outcome.UPSTREAM_ERROR);
    }

    static List<UpstreamReply> whatIsNoErrorOfTheApi() {
        return List.of(
                new UpstreamReply(
                        "a page",
                        request -> request.response().setStatusCode(502).end("<html>canary</html>")),
                new UpstreamReply(
                        "a rejected key",
                        request -> request.response()
                                .setStatusCode(401)
                                .end("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\","
                                        + "\"message\":\"canary\"}}")),
                new UpstreamReply(
                        "a message",
                        request -> request.response()
                                .putHeader("content-type", "application/json")
                                .end("{\"id\":\"canary\"}")),
                new UpstreamReply(
                        "an encoded stream",
                        request -> request.response()
                                .putHeader("content-type", "text/event-stream")
                                .putHeader("content-encoding", "gzip")
                                .end("canary")));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoErrorOfTheApi")
    void makesAnApiErrorOfAnythingElse(UpstreamReply reply) {
        Future<Void> end = beginAndAwaitComments();

        reply(reply);

        LoopbackServer.await(end);
        assertThat(afterComments())
                .startsWith("event: error\n")
                .contains("api_error")
                .doesNotContain("canary");
        assertThat(gateway.client.cuts).isEqualTo(1);
        assertRecorded(Outcome.UPSTREAM_ERROR);
    }

    @Test
    void endsWithAnErrorEventWhereTheUpstreamClosesTheConnection() {
        Future<Void> end = beginAndAwaitComments();

        reply(UpstreamReply.close());

        LoopbackServer.await(end);
        assertThat(afterComments()).startsWith("event: error\n").contains("api_error");
        assertThat(gateway.client.cuts).isEqualTo(1);
        assertThat(seen).hasSize(1);
        assertRecorded(Outcome.UPSTREAM_UNREACHABLE);
    }

    @Test
    void relaysAnErrorThatIsTheFirstEventAsItIs() {
        String event = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n";
        Future<Void> end = beginAndAwaitComments();

        reply(UpstreamReply.stream("overloaded", event));

        LoopbackServer.await(end);
        assertThat(afterComments()).isEqualTo(event);
        assertThat(seen).hasSize(1);
        assertRecorded(Outcome.UPSTREAM_ERROR);
    }

    @Test
    void endsWithAnErrorEventWhereWeirShutsDown() {
        Future<Void> end = beginAndAwaitComments();

        new Drain(gateway.admission, new Times(Duration.ZERO, Duration.ofMillis(1)), new AuditLog(_ -> {})).run();

        LoopbackServer.await(end);
        assertThat(afterComments()).startsWith("event: error\n").contains("overloaded_error");
        assertRecorded(Outcome.DRAINED);
    }

    @Test
    void cancelsTheUpstreamWhereTheClientLeaves() {
        Future<Void> end = beginAndAwaitComments();

        gateway.onLoop(gateway.client::leave);

        LoopbackServer.await(end);
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
        assertThat(record().status()).isEqualTo(499);
        assertThat(record().outcome()).isEqualTo(Outcome.CLIENT_GONE);
    }

    @Test
    void leavesARequestForJsonWaiting() {
        FakeClient other = new FakeClient();
        FakeSource from = new FakeSource();
        Future<Void> json = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), other, from);
        gateway.onLoop(() -> from.send(JSON).end());
        LoopbackServer.until(() -> seen.size() == 1);
        Future<Void> end = beginAndAwaitComments();
        int status = other.status;

        seen.forEach(UpstreamReply.json()::to);

        LoopbackServer.await(json);
        LoopbackServer.await(end);
        assertThat(status).isZero();
        assertThat(other.text()).contains("msg_1");
    }

    private Future<Void> beginAndAwaitComments() {
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        LoopbackServer.until(() ->
                gateway.upstream.on(() -> gateway.client.text()).startsWith(COMMENT + COMMENT) && !seen.isEmpty());
        return end;
    }

    private void reply(UpstreamReply reply) {
        reply.to(seen.getLast());
    }

    private String afterComments() {
        return gateway.client.text().replace(COMMENT, "");
    }

    private void assertRecorded(Outcome outcome) {
        assertThat(record().status()).isEqualTo(200);
        assertThat(record().outcome()).isEqualTo(outcome);
        assertThat(gateway.quota.settled).hasSize(1);
        assertThat(gateway.admission.inFlight()).isZero();
        assertThat(gateway.room.inFlight()).isZero();
    }

    private UsageRecord record() {
        return gateway.records.getFirst();
    }

    private record Times(Duration delay, Duration timeout) implements DrainConfig {}
}
