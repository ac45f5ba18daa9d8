package dev.weir.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * Closes the connection after a response that was sent before its request was read: reads and drops the rest of the
 * request, within bounds, and then closes. On HTTP/2 the stream ends; where the bounds are reached first it is reset
 * without an error, as RFC 9113, 8.1, has it.
 *
 * <p>Otherwise SDKs see a broken pipe instead of a 401 or 413, as seen with the TypeScript and Go SDKs.
 */
final class LingeringClose {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final long NO_ERROR = 0;

    private final Vertx vertx;
    private final long maxBytes;

    /** Drops up to {@code maxBytes} of each request. */
    LingeringClose(Vertx vertx, long maxBytes) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
    }

    void dropTheRest(HttpServerRequest request) {
        boolean isStream = request.version() == HttpVersion.HTTP_2;
        Runnable stop = isStream ? () -> request.response().reset(NO_ERROR) : () -> close(request);
        long timer = vertx.setTimer(LONGEST.toMillis(), _ -> stop.run());
        long[] dropped = {0};
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.endHandler(_ -> {
            if (vertx.cancelTimer(timer) && !isStream) {
                close(request);
            }
        });
        request.handler(chunk -> {
            dropped[0] += chunk.length();
            if (dropped[0] > maxBytes && vertx.cancelTimer(timer)) {
                stop.run();
            }
        });
        request.resume();
    }

    private static void close(HttpServerRequest request) {
        request.connection().close();
    }
}
