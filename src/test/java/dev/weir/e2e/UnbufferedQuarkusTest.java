package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** After the commit no byte is delayed, and none is collected. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class UnbufferedQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void everyEventIsWithTheClientBeforeTheNextIsSent() throws IOException {
        List<byte[]> events = events(Fixtures.stream("thinking"));
        Semaphore confirmed = new Semaphore(0);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            playEachOnceConfirmed(connection, events, confirmed);
            connection.lastChunk();
        });

        assertThat(events).hasSizeGreaterThan(8);
        readAndConfirm(script, events, confirmed);
    }

    @Test
    void everyByteIsWithTheClientBeforeTheNextIsSent() throws IOException {
        List<byte[]> events = events(Fixtures.stream("text"));
        List<byte[]> pieces = new java.util.ArrayList<>(List.of(events.getFirst()));
        events.stream().skip(1).forEach(event -> {
            for (byte octet : event) {
                pieces.add(new byte[] {octet});
            }
        });
        Semaphore confirmed = new Semaphore(0);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            playEachOnceConfirmed(connection, pieces, confirmed);
            connection.lastChunk();
        });

        readAndConfirm(script, pieces, confirmed);
    }

    @Test
    void aJsonResponseComesAsItIsSent() throws IOException {
        List<byte[]> pieces = List.of("{\"type\":".getBytes(UTF_8), "\"mess".getBytes(UTF_8), "age\"}".getBytes(UTF_8));
        Semaphore confirmed = new Semaphore(0);
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            playEachOnceConfirmed(connection, pieces, confirmed);
            connection.lastChunk();
        });

        readAndConfirm(script, pieces, confirmed);
    }

    @Test
    void theBytesBeforeTheCommitComeWithIt() throws IOException {
        byte[] first = events(Fixtures.stream("text")).getFirst();
        Semaphore confirmed = new Semaphore(0);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            for (byte octet : first) {
                connection.chunk(new byte[] {octet});
            }
            awaitConfirmation(confirmed);
            connection.chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            connection.lastChunk();
        });

        readAndConfirm(script, List.of(first), confirmed);
    }

    @Test
    void aSlowReaderStopsTheUpstreamAndLosesNothing() throws IOException {
        byte[] filler = ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"text\":\""
                        + "x".repeat(60_000) + "\"}\n\n")
                .getBytes(UTF_8);
        int count = 1000;
        AtomicLong sent = new AtomicLong();
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(events(Fixtures.stream("text")).getFirst());
            for (int at = 0; at < count; at++) {
                connection.chunk(filler);
                sent.addAndGet(filler.length);
            }
            connection.chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            connection.lastChunk();
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (RawClient client = new RawClient(environment.gateway(), 4096)) {
            client.send(request.head());
            client.send(request.body());
            MessageHead head = client.head();
            RawBodyReader body = client.body(request, head);
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan((long) count * filler.length / 2);
            long got = body.rest().length;

            assertThat(body.isWhole()).isTrue();
            assertThat(got).isGreaterThan((long) count * filler.length);
        }
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void aSlowReaderOf500MegabytesTakesNoHeap() {
        String ping = "event: ping\ndata: {\"type\":\"ping\",\"x\":\"" + "x".repeat(60_000) + "\"}\n\n";
        byte[] filler = ping.getBytes(UTF_8);
        AtomicLong sent = new AtomicLong();
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(events(Fixtures.stream("text")).getFirst());
            for (int at = 0; at < 500_000_000 / filler.length; at++) {
                connection.chunk(filler);
                sent.addAndGet(filler.length);
            }
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);
        long before = usedHeap();

        try (RawClient client = new RawClient(environment.gateway(), 4096)) {
            client.send(request.head());
            client.send(request.body());
            client.head();
            awaitStandstill(sent);

            assertThat(usedHeap() - before).isLessThan(1024 * 1024);
        }
        environment.metrics().awaitNothingInFlight();
    }

    /** Returns the bytes of the heap that are in use, without what only waits to be collected. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void awaitStandstill(AtomicLong sent) {
        long[] seen = {-1, System.nanoTime()};
        BoundedWait.until("the upstream is held up", () -> {
            if (seen[0] != sent.get() || sent.get() == 0) {
                seen[0] = sent.get();
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > TimeUnit.MILLISECONDS.toNanos(500);
        });
    }

    private void readAndConfirm(String script, List<byte[]> pieces, Semaphore confirmed) throws IOException {
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            MessageHead head = client.head();
            RawBodyReader body = client.body(request, head);
            for (byte[] piece : pieces) {
                assertThat(body.next(piece.length)).isEqualTo(piece);
                confirmed.release();
            }
            body.rest();
            assertThat(body.isWhole()).isTrue();
        }
    }

    private static void playEachOnceConfirmed(ScriptedConnection connection, List<byte[]> pieces, Semaphore confirmed)
            throws IOException {
        for (byte[] piece : pieces) {
            connection.chunk(piece);
            awaitConfirmation(confirmed);
        }
    }

    private static void awaitConfirmation(Semaphore confirmed) throws IOException {
        try {
            if (!confirmed.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new IOException("the client did not get what was sent");
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    private static List<byte[]> events(byte[] stream) {
        return Arrays.stream(new String(stream, UTF_8).split("(?<=\n\n)", -1))
                .filter(event -> !event.isEmpty())
                .map(event -> event.getBytes(UTF_8))
                .toList();
    }
}
