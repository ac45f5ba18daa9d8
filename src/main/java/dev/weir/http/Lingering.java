package dev.weir.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * What follows an answer given before its request was read: the rest is read and dropped, within bounds, then the connection
 * is closed.
 *
 * <p>Without it SDKs see a broken pipe in place of a 401 or 413, as seen with the TypeScript and Go SDKs.
 */
final class Lingering {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final long maxBytes;

    /** Drops up to {@code maxBytes} of each request. */
    Lingering(Vertx vertx, long maxBytes) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
    }

    void dropTheRest(HttpServerRequest request) {
        long timer =
                vertx.setTimer(LONGEST.toMillis(), _ -> request.connection().close());
        Runnable close = () -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        };
        long[] dropped = {0};
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.endHandler(_ -> close.run());
        request.handler(chunk -> {
            dropped[0] += chunk.length();
            if (dropped[0] > maxBytes) {
                close.run();
            }
        });
        request.resume();
    }
}
