package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.relay.FakeClient;
import dev.weir.relay.RelaySettings;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that leave in each phase of an exchange, many times: nothing stays held, and no attempt goes on.
 *
 * <p>{@code -Dweir-test.aborts=<n>} chooses how often in each phase.
 */
class ClientAbortTest {
    private static final int ABORTS = Integer.getInteger("weir-test.aborts", 500);
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final RelaySettings READING_ON_BRIEFLY =
            new RelaySettings(Duration.ofSeconds(15), Duration.ofMillis(1), Optional.empty());

    private final TestGateway gateway = new TestGateway(
            this::serve, GatewayBounds.retrying("a").withRoomFor(10).withoutBreaker(), READING_ON_BRIEFLY);
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile AbortPhase phase = AbortPhase.BODY;

    /** Where the exchange is when its client leaves. */
    enum AbortPhase {
        /** Half of the body has come. */
        BODY,
        /** The request is sent, and there is no response. */
        RESPONSE_AWAITED,
        /** An attempt has failed, and the next is waited for. */
        BETWEEN_ATTEMPTS,
        /** The response's headers have come, and no event. */
        FIRST_EVENT_AWAITED,
        /** The client has got the first event. */
        STREAMING
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(_ -> {
            HttpServerResponse response = request.response();
            switch (phase) {
                case BODY, RESPONSE_AWAITED -> {}
                case BETWEEN_ATTEMPTS ->
                    response.setStatusCode(529).putHeader("retry-after", "7").end();
                case FIRST_EVENT_AWAITED -> stream(response).write(START.substring(0, 10));
                case STREAMING -> stream(response).write(START);
            }
            arrived.incrementAndGet();
        });
    }

    private static HttpServerResponse stream(HttpServerResponse response) {
        return response.putHeader("content-type", "text/event-stream").setChunked(true);
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingHeld(AbortPhase when) {
        phase = when;

        for (int i = 0; i < ABORTS; i++) {
            abort(i);
        }

        assertThat(gateway.records)
                .hasSize(ABORTS)
                .allMatch(record -> record.status() == 499 && record.outcome() == Outcome.CLIENT_GONE);
        assertThat(gateway.quota.settled).hasSameSizeAs(gateway.quota.granted);
        assertThat(gateway.admission.inFlight()).isZero();
        assertThat(gateway.room.inFlight()).isZero();
        assertThat(gateway.roomOfKey().inFlight()).isZero();
        LoopbackServer.until(() -> gateway.upstream.open() <= (when == AbortPhase.BETWEEN_ATTEMPTS ? 1 : 0));
        assertThat(attempts()).isEqualTo(when == AbortPhase.BODY ? 0 : ABORTS);
    }

    private void abort(int i) {
        gateway.pass(Duration.ofSeconds(1)); // so that there is a retry in the budget
        FakeClient client = new FakeClient();
        FakeSource body = new FakeSource();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), client, body);
        if (phase == AbortPhase.BODY) {
            gateway.onLoop(() -> body.send(Arrays.copyOf(STREAM, STREAM.length / 2)));
            gateway.onLoop(() -> {
                client.leave();
                body.breakOff();
            });
        } else {
            gateway.onLoop(() -> body.send(Buffer.buffer(STREAM)).end());
            LoopbackServer.until(() -> gateway.upstream.on(() -> isReached(client, i)));
            gateway.onLoop(client::leave);
        }
        LoopbackServer.await(end);
    }

    private boolean isReached(FakeClient client, int before) {
        boolean sent = arrived.get() > before;
        return switch (phase) {
            case BODY -> true;
            case RESPONSE_AWAITED, FIRST_EVENT_AWAITED -> sent;
            case BETWEEN_ATTEMPTS ->
                sent
                        && gateway.registry
                                        .counter("weir.retries", "reason", "overloaded")
                                        .count()
                                > before;
            case STREAMING -> client.text().equals(START);
        };
    }

    private int attempts() {
        return gateway.records.stream()
                .map(UsageRecord::sent)
                .mapToInt(UsageRecord.Sent::attempts)
                .sum();
    }
}
