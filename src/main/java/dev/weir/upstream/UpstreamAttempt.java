package dev.weir.upstream;

import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.KeyRejected;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One attempt to send a request, from the wait for a connection to the head of the response.
 *
 * <p>Used on one event loop only.
 */
public final class UpstreamAttempt {
    private static final int UNAUTHORIZED = 401;
    private static final int REDIRECTION = 3;

    private final Vertx vertx;
    private final Upstream upstream;
    private final FirstByteLimit limit;
    private final Promise<UpstreamOutcome> outcome = Promise.promise();
    private final long startedNanos = System.nanoTime();
    private Runnable abort = () -> {};
    private OptionalLong connectNanos = OptionalLong.empty();

    UpstreamAttempt(Vertx vertx, Upstream upstream, FirstByteLimit limit) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.limit = limit;
    }

    /** Returns the outcome; never fails. */
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

    /** Gives up: the outcome is {@link Cancelled} if there is none yet, and the connection is closed. */
    public void cancel() {
        if (outcome.tryComplete(new Cancelled())) {
            abort.run();
        }
    }

    void begin(RequestOptions options, Optional<Buffer> body) {
        upstream.connections().take(options).onComplete(connection -> {
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
        quietly(request);
        abort = ExchangeCodec.of(request.connection()).abortOfNext();
        long timer = vertx.setTimer(limit.duration().toMillis(), _ -> {
            if (outcome.tryComplete(new TimedOut(limit.setting()))) {
                abort.run();
            }
        });
        request.response().onComplete(response -> {
            vertx.cancelTimer(timer);
            outcome.tryComplete(response.failed() ? noResponse(response.cause()) : responded(response.result()));
        });
        body.ifPresentOrElse(request::send, request::send);
    }

    /**
     * Sets a handler that ignores failures, as the outcome has them; without one Vert.x logs each reset of ours as an
     * error.
     */
    private static HttpClientRequest quietly(HttpClientRequest request) {
        return request.exceptionHandler(_ -> {});
    }

    private UpstreamOutcome responded(HttpClientResponse response) {
        response.exceptionHandler(_ -> {}); // until whoever reads the body sets another
        int status = response.statusCode();
        if (status == UNAUTHORIZED) {
            abort.run();
            return new KeyRejected();
        }
        if (status / 100 == REDIRECTION) {
            abort.run();
            return new Unreachable(
                    Failure.UNUSABLE,
                    "The upstream redirected the request, which is never followed: check the upstream's url.");
        }
        response.pause();
        return new Responded(new UpstreamResponse(status, response.headers(), response, abort));
    }

    private static UpstreamOutcome notConnected(Throwable cause) {
        return switch (cause) {
            case ConnectionPoolTooBusyException _, TimeoutException _ -> new Busy();
            case SSLException _ ->
                new Unreachable(Failure.TLS, "The upstream's TLS certificate or handshake was not accepted.");
            case UnknownHostException _ -> new Unreachable(Failure.DNS, "The upstream's name does not resolve.");
            default -> new Unreachable(Failure.CONNECT, "The upstream could not be reached.");
        };
    }

    private static UpstreamOutcome noResponse(Throwable cause) {
        return cause instanceof DecoderException
                ? new Unreachable(Failure.UNUSABLE, "The upstream sent what is no final HTTP response.")
                : new Unreachable(Failure.CLOSED, "The upstream closed the connection before it responded.");
    }
}
