package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A streamed request that comes as far as a test lets it: sent, begun, ended, in this order. */
final class PacedRequest implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20 + RedisTrouble.TIME.toSeconds();

    private final CountDownLatch atUpstream = new CountDownLatch(1);
    private final CountDownLatch mayBegin = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final GatewayEnvironment environment;
    private final RawRequest request;
    private final byte[] start;
    private Optional<RawClient> client = Optional.empty();
    private Optional<RawBodyReader> body = Optional.empty();

    /**
     * Sends nothing yet.
     *
     * @param start the first event of the response
     * @param rest all others
     */
    PacedRequest(GatewayEnvironment environment, RawRequest request, String start, String rest) {
        this.environment = environment;
        this.start = start.getBytes(UTF_8);
        this.request = request.playing(environment.upstream().addScript(connection -> {
            atUpstream.countDown();
            await(mayBegin);
            connection.beginStream();
            connection.chunk(this.start);
            await(mayEnd);
            connection.chunk(rest);
            connection.lastChunk();
        }));
    }

    /** Sends the request and returns once the upstream has it: its quota is decided. */
    void send() {
        RawClient sender = new RawClient(environment.gateway());
        client = Optional.of(sender);
        sender.send(request.head());
        sender.send(request.body());
        await(atUpstream);
    }

    /**
     * Lets the response begin and returns once the client has its first event; fails where it is no success.
     */
    void begin() {
        mayBegin.countDown();
        RawClient reader = client.orElseThrow();
        MessageHead head = reader.head();
        if (!head.startLine().contains(" 200 ")) {
            throw new AssertionError(head.startLine());
        }
        RawBodyReader events = reader.body(request, head);
        read(() -> events.next(start.length));
        body = Optional.of(events);
    }

    /** Lets the response end; fails where it does not come as a whole. */
    void end() {
        mayEnd.countDown();
        RawBodyReader events = body.orElseThrow();
        read(events::rest);
        if (!events.isWhole()) {
            throw new AssertionError("the stream was cut");
        }
    }

    @Override
    public void close() {
        mayBegin.countDown();
        mayEnd.countDown();
        client.ifPresent(RawClient::close);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not come within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads from the connection. */
    private interface Reading {
        byte[] bytes() throws IOException;
    }

    private static void read(Reading reading) {
        try {
            reading.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
