package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.OptionalLong;

/** Attempts of a test on its event loop, and what comes of them. */
record TestAttempts(LoopbackServer loop) {
    private static final int LARGEST = 1_000_000;

    static UpstreamRequest get(String uri) {
        return new UpstreamRequest(HttpMethod.GET, uri, HttpHeaders.headers(), Optional.empty(), false);
    }

    static UpstreamRequest post(String uri, MultiMap headers, Optional<Body> body, boolean stream) {
        return new UpstreamRequest(HttpMethod.POST, uri, headers, body, stream);
    }

    UpstreamAttempt send(UpstreamClient client, UpstreamRequest request, PoolKey key) {
        return loop.on(() -> client.send(request, key));
    }

    static UpstreamOutcome outcome(UpstreamAttempt attempt) {
        return LoopbackServer.await(attempt.outcome());
    }

    static UpstreamResponse response(UpstreamAttempt attempt) {
        return ((Responded) outcome(attempt)).response();
    }

    static Future<Collected> collect(UpstreamResponse response) {
        return BodyCollector.collect(response.body(), OptionalLong.empty(), LARGEST, new ByteRoom(LARGEST));
    }

    /** Returns the whole body of a response. */
    String text(UpstreamResponse response) {
        return switch (LoopbackServer.await(loop.on(() -> collect(response)))) {
            case Collected.Complete(Body body) -> body.buffer().toString(UTF_8);
            case Collected other -> throw new AssertionError(other.toString());
        };
    }

    void cancel(UpstreamAttempt attempt) {
        run(attempt::cancel);
    }

    void cancel(UpstreamResponse response) {
        run(response.cancel());
    }

    void run(Runnable task) {
        loop.on(() -> {
            task.run();
            return true;
        });
    }
}
