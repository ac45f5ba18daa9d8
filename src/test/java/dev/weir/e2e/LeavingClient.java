package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that disconnects in the midst of its response. */
record LeavingClient(GatewayEnvironment environment) {
    /** Asks for a stream and leaves once its events so far have arrived; then the rest of the script goes on. */
    void leaveAfter(RawRequest request, String events, ConnectionScript rest) {
        CountDownLatch left = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(events);
            await(left);
            rest.play(connection);
        });

        leave(request.playing(script), events);
        left.countDown();
    }

    /** Leaves once so much of the response's body has arrived. */
    void leave(RawRequest request, String body) {
        byte[] expected = body.getBytes(UTF_8);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            assertThat(client.body(request, client.head()).next(expected.length))
                    .isEqualTo(expected);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Leaves once the upstream has the request, which it does not respond to. */
    void leaveBeforeTheResponse(RawRequest request) {
        CountDownLatch received = new CountDownLatch(1);
        RawRequest played = request.playing(environment.upstream().addScript(connection -> {
            received.countDown();
            connection.awaitClose();
        }));
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(played.head());
            client.send(played.body());
            await(received);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
