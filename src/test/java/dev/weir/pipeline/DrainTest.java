package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditLog;
import dev.weir.body.FakeSource;
import dev.weir.metering.LogCapture;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exchanges in flight when Weir shuts down. */
class DrainTest {
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final PatternFormatter MESSAGE = new PatternFormatter("%m");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompletableFuture<HttpServerRequest> received = new CompletableFuture<>();
    private final List<String> audited = new CopyOnWriteArrayList<>();
    private UpstreamReply reply = UpstreamReply.nothing();
    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        reply.to(request);
        received.complete(request);
    }

    @Test
    void endsAtOnceWhereNothingIsInFlight() {
        Drain drain = drain(Duration.ZERO, LONG);

        drain.run();

        assertThat(drain.hasBegun()).isTrue();
    }

    @Test
    void logsHowLongItWaitsInSeconds() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Future<Void> end = begin(UpstreamReply.openStream());
        awaitFirstBytes();

        try (var _ = LogCapture.of(Drain.class.getName(), record -> lines.add(MESSAGE.format(record)))) {
            drain(Duration.ofMillis(1), Duration.ofMillis(250)).run();
        }

        LoopbackServer.await(end);
        assertThat(lines)
                .containsExactly(
                        "Draining: not ready, new requests are accepted for another 0.001 s",
                        "Draining: no new requests, 1 in flight",
                        "Draining: interrupting 1 exchanges after 0.25 s",
                        "Drained");
        assertThat(audited)
                .containsExactly("event=drain phase=begin in_flight=1", "event=drain phase=end interrupted=1");
    }

    @Test
    void returns529ToNewRequests() {
        drain(Duration.ZERO, LONG).run();

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("1");
        assertThat(gateway.client.headers.get("connection")).isEqualTo("close");
        assertThat(gateway.records).extracting(UsageRecord::outcome).containsExactly(Outcome.SHED);
    }

    @Test
    void waitsForAnExchangeInFlightToEnd() {
        Future<Void> end = begin(UpstreamReply.openStream());
        awaitFirstBytes();
        Thread draining =
                Thread.ofVirtual().start(() -> drain(Duration.ZERO, LONG).run());

        received.join().response().end(STOP);

        LoopbackServer.await(end);
        join(draining);
        assertThat(gateway.client.text()).isEqualTo(START + STOP);
        assertThat(gateway.records).extracting(UsageRecord::outcome).containsExactly(Outcome.COMPLETED);
        assertNothingIsHeld();
    }

    @Test
    void endsAStreamInFlightWithAnErrorEventAfterTheTimeoutAndRecordsItAsDrained() {
        Future<Void> end = begin(UpstreamReply.openStream());
        awaitFirstBytes();

        drain(Duration.ZERO, Duration.ofMillis(1)).run();

        LoopbackServer.await(end);
        assertThat(gateway.client.text()).startsWith(START + "event: error\n").contains("overloaded_error", "restarts");
        assertThat(gateway.client.cuts).isEqualTo(1);
        assertThat(gateway.records).extracting(UsageRecord::outcome).containsExactly(Outcome.DRAINED);
        assertThat(gateway.quota.used).hasSize(1);
        assertNothingIsHeld();
    }

    @Test
    void returns529WhereTheResponseHasNotBegunAfterTheTimeout() {
        Future<Void> end = begin(UpstreamReply.nothing());
        received.join();

        drain(Duration.ZERO, Duration.ofMillis(1)).run();

        LoopbackServer.await(end);
        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.records).extracting(UsageRecord::outcome).containsExactly(Outcome.SHED);
        assertThat(gateway.quota.used).hasSize(1);
        assertNothingIsHeld();
    }

    @Test
    void returns529WhereTheBodyIsStillComingAfterTheTimeout() {
        FakeSource body = new FakeSource();
        FakeClient client = new FakeClient();
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), client, body);

        drain(Duration.ZERO, Duration.ofMillis(1)).run();
        gateway.onLoop(() -> body.send(STREAM).end());

        LoopbackServer.await(end);
        assertThat(client.status).isEqualTo(529);
        assertThat(gateway.quota.used).isEmpty();
        assertNothingIsHeld();
    }

    private Future<Void> begin(UpstreamReply upstream) {
        reply = upstream;
        Future<Void> end = gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers());
        gateway.onLoop(() -> gateway.body.send(STREAM).end());
        return end;
    }

    private void awaitFirstBytes() {
        LoopbackServer.until(() -> gateway.client.status == 200);
    }

    private Drain drain(Duration delay, Duration timeout) {
        return new Drain(gateway.admission, new DrainTimes(delay, timeout), new AuditLog(audited::add));
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

    private record DrainTimes(Duration delay, Duration timeout) implements DrainConfig {}
}
