package dev.weir.upstream;

import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.KeyRejected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;

/**
 * One attempt to send a request, from the wait for a connection to the head of the answer.
 *
 * <p>Used on one event loop only.
 */
public final class UpstreamAttempt {
    private static final int UNAUTHORIZED = 401;

    private final Vertx vertx;
    private final Upstream upstream;
    private final FirstByteLimit limit;
    private final Promise<UpstreamOutcome> outcome = Promise.promise();
    private final long startedNanos = System.nanoTime();
    private Optional<HttpClientRequest> sent = Optional.empty();
    private OptionalLong connectNanos = OptionalLong.empty();

    UpstreamAttempt(Vertx vertx, Upstream upstream, FirstByteLimit limit) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.limit = limit;
    }

    /** What came of it; never fails. */
    public Future<UpstreamOutcome> outcome() {
        return outcome.future();
    }

    /** Returns the name of the upstream chosen. */
    public String upstreamName() {
        return upstream.name();
    }

    /** Returns the name of the key used. */
    public String keyName() {
        return upstream.keyName();
    }

    /** Returns how long the request waited for a connection; absent while it has none. */
    public OptionalLong connectNanos() {
        return connectNanos;
    }

    /** Gives up: the outcome is {@link Cancelled} unless there is one already, and the connection is closed. */
    public void cancel() {
        if (outcome.tryComplete(new Cancelled())) {
            sent.ifPresent(HttpClientRequest::reset);
        }
    }

    void begin(RequestOptions options, Optional<Buffer> body) {
        upstream.client().request(options).onComplete(connection -> {
            connectNanos = OptionalLong.of(System.nanoTime() - startedNanos);
            if (connection.failed()) {
                outcome.tryComplete(notConnected(connection.cause()));
            } else if (outcome.future().isComplete()) {
                quietly(connection.result()).reset();
            } else {
                send(connection.result(), body);
            }
        });
    }

    private void send(HttpClientRequest request, Optional<Buffer> body) {
        sent = Optional.of(quietly(request));
        long timer = vertx.setTimer(limit.duration().toMillis(), _ -> {
            if (outcome.tryComplete(new TimedOut(limit.setting()))) {
                request.reset();
            }
        });
        request.response().onComplete(response -> {
            vertx.cancelTimer(timer);
            outcome.tryComplete(response.failed() ? notAnswered() : answered(request, response.result()));
        });
        body.ifPresentOrElse(request::send, request::send);
    }

    /** The outcome tells what went wrong; without a handler Vert.x would log each reset of ours as an error. */
    private static HttpClientRequest quietly(HttpClientRequest request) {
        return request.exceptionHandler(_ -> {});
    }

    private static UpstreamOutcome answered(HttpClientRequest request, HttpClientResponse response) {
        response.exceptionHandler(_ -> {}); // until whoever reads the body sets another
        if (response.statusCode() == UNAUTHORIZED) {
            request.reset();
            return new KeyRejected();
        }
        response.pause();
        Future<Void> ended = response.end();
        return new Responded(new UpstreamResponse(
                response.statusCode(), response.headers(), response, () -> resetUnless(ended, request)));
    }

    /** A connection whose answer has ended may serve another call already. */
    private static void resetUnless(Future<Void> ended, HttpClientRequest request) {
        if (!ended.isComplete()) {
            request.reset();
        }
    }

    private static UpstreamOutcome notConnected(Throwable cause) {
        return switch (cause) {
            case ConnectionPoolTooBusyException _ -> new Busy();
            case SSLException _ -> new Unreachable("The upstream's TLS certificate or handshake was not accepted.");
            default -> new Unreachable("The upstream could not be reached.");
        };
    }

    private static UpstreamOutcome notAnswered() {
        return new Unreachable("The upstream closed the connection before it answered.");
    }
}
