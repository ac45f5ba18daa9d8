package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An event stream in which every event is sent once the client has the one before, so that each comes in a read of its
 * own; the headers come with the first event, and the last chunk alone.
 */
final class ConfirmedStream {
    private final List<byte[]> events;
    private final RawRequest request;
    private final Semaphore confirmed = new Semaphore(0);

    /** Makes a stream of these events for a request. */
    ConfirmedStream(ScriptedUpstream upstream, RawRequest request, List<String> events) {
        this.events = events.stream().map(event -> event.getBytes(UTF_8)).toList();
        this.request = request.playing(upstream.addScript(this::play));
    }

    /** Sends the request over a connection and reads the whole stream. */
    void exchange(RawClient client) {
        client.send(request.head());
        client.send(request.body());
        RawBodyReader body = client.body(request, client.head());
        try {
            for (byte[] event : events) {
                body.next(event.length);
                confirmed.release();
            }
            body.rest();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        if (!body.isWhole()) {
            throw new AssertionError("the stream was cut");
        }
    }

    private void play(ScriptedConnection connection) throws IOException {
        var first = new ByteArrayOutputStream();
        first.writeBytes(ScriptedConnection.STREAM_HEAD.getBytes(UTF_8));
        first.writeBytes(ByteChunks.chunk(events.getFirst()));
        connection.send(first.toByteArray());
        for (byte[] event : events.subList(1, events.size())) {
            awaitConfirmation();
            connection.chunk(event);
        }
        awaitConfirmation();
        connection.lastChunk();
    }

    private void awaitConfirmation() throws IOException {
        try {
            if (!confirmed.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new IOException("the client did not get what was sent");
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }
}
