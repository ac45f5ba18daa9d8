package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.messages.Operation;
import dev.weir.pipeline.TestGateway.Limits;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls when Weir ends. */
class DrainTest {
    private static final String FIRST = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
    private final TestGateway gateway = new TestGateway(this::serve, Limits.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Begins a stream where the path asks for one; ends nothing by itself. */
    private void serve(HttpServerRequest request) {
        if (request.uri().endsWith("?begins")) {
            request.response()
                    .putHeader("content-type", "text/event-stream")
                    .setChunked(true)
                    .write(FIRST);
        }
        asked.complete(request);
    }

    @Test
    void endsAtOnceWhereNothingIsUnderWay() {
        Drain drain = drain(Duration.ZERO, LONG);

        drain.run();

        assertThat(drain.hasBegun()).isTrue();
    }

    @Test
    void letsNobodyInAnyMore() {
        drain(Duration.ZERO, LONG).run();

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("1");
        assertThat(gateway.client.headers.get("connection")).isEqualTo("close");
        assertThat(gateway.records).singleElement().asString().contains("\"outcome\":\"shed\"");
    }

    @Test
    void waitsForACallUnderWayAndLetsItEnd() {
        Future<Void> call = begin("/v1/messages?begins");
        awaitFirstBytes();
        Thread draining =
                Thread.ofVirtual().start(() -> drain(Duration.ZERO, LONG).run());

        asked.join().response().end("event: message_stop\ndata: {}\n\n");

        LoopbackServer.await(call);
        join(draining);
        assertThat(gateway.client.text()).isEqualTo(FIRST + "event: message_stop\ndata: {}\n\n");
        assertThat(gateway.records).singleElement().asString().contains("\"outcome\":\"completed\"");
        assertNothingIsHeld();
    }

    @Test
    void tellsAStreamThatDoesNotEnd() {
        Future<Void> call = begin("/v1/messages?begins");
        awaitFirstBytes();

        drain(Duration.ZERO, Duration.ofMillis(1)).run();

        LoopbackServer.await(call);
        assertThat(gateway.client.text()).startsWith(FIRST + "event: error\n").contains("overloaded_error", "restarts");
        assertThat(gateway.client.cuts).isEqualTo(1);
        assertThat(gateway.records).singleElement().asString().contains("\"outcome\":\"stream_cut\"");
        assertThat(gateway.quota.used).hasSize(1);
        assertNothingIsHeld();
    }

    @Test
    void refusesACallWhoseAnswerHasNotBegun() {
        Future<Void> call = begin("/v1/messages");
        asked.join();

        drain(Duration.ZERO, Duration.ofMillis(1)).run();

        LoopbackServer.await(call);
        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.records).singleElement().asString().contains("\"outcome\":\"shed\"");
        assertThat(gateway.quota.used).hasSize(1);
        assertNothingIsHeld();
    }

    @Test
    void refusesACallWhoseBodyIsStillComing() {
        FakeSource body = new FakeSource();
        FakeClient client = new FakeClient();
        Future<Void> call = gateway.begin(Operation.MESSAGES, "/v1/messages", TestGateway.headers(), client, body);

        drain(Duration.ZERO, Duration.ofMillis(1)).run();
        gateway.onLoop(() -> body.send(STREAM).end());

        LoopbackServer.await(call);
        assertThat(client.status).isEqualTo(529);
        assertThat(gateway.quota.used).isEmpty();
        assertNothingIsHeld();
    }

    private Future<Void> begin(String uri) {
        Future<Void> call = gateway.begin(Operation.MESSAGES, uri, TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        return call;
    }

    private void awaitFirstBytes() {
        LoopbackServer.until(() -> gateway.client.status == 200);
    }

    private Drain drain(Duration delay, Duration timeout) {
        return new Drain(gateway.admission, new Waits(delay, timeout));
    }

    private void assertNothingIsHeld() {
        assertThat(gateway.admission.inFlight()).isZero();
        assertThat(gateway.room.inFlight()).isZero();
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private record Waits(Duration delay, Duration timeout) implements DrainConfig {}
}
