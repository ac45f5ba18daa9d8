package dev.weir.upstream;

import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
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
    private static final int REDIRECTION = 3;

    /** A connection that its upstream had closed while idle shows it this soon; a later end is one of the exchange. */
    private static final long STALE_NANOS = 1_000_000_000L;

    private final Vertx vertx;
    private final Upstream upstream;
    private final String key;
    private final FirstByteLimit limit;
    private final Promise<UpstreamOutcome> outcome = Promise.promise();
    private final long startedNanos = System.nanoTime();
    private Runnable abort = () -> {};
    private OptionalLong connectNanos = OptionalLong.empty();

    UpstreamAttempt(Vertx vertx, Upstream upstream, String key, FirstByteLimit limit) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.key = key;
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
        return key;
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

    void begin(UpstreamConnections connections, RequestOptions options, Optional<Buffer> body) {
        connections.take(options).onComplete(connection -> {
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
        ExchangeCodec connection = ExchangeCodec.of(request.connection());
        boolean reused = connection.isReused();
        long sentNanos = System.nanoTime();
        abort = connection.abortOfNext();
        long timer = vertx.setTimer(limit.duration().toMillis(), _ -> {
            if (outcome.tryComplete(new TimedOut(limit.setting()))) {
                abort.run();
            }
        });
        request.response().onComplete(response -> {
            vertx.cancelTimer(timer);
            outcome.tryComplete(
                    response.succeeded()
                            ? responded(response.result())
                            : noResponse(response.cause(), reused, sentNanos));
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
            case ConnectTimeoutException _ ->
                new Unreachable(Failure.CONNECT, "The upstream was not connected within weir.timeout.connect.");
            case SSLException late
            when late.getCause() instanceof SslHandshakeTimeoutException ->
                new Unreachable(Failure.TLS, "The upstream's TLS handshake took longer than weir.timeout.tls.");
            case SSLException _ ->
                new Unreachable(Failure.TLS, "The upstream's TLS certificate or handshake was not accepted.");
            case UnknownHostException _ -> new Unreachable(Failure.DNS, "The upstream's name does not resolve.");
            default -> new Unreachable(Failure.CONNECT, "The upstream could not be reached.");
        };
    }

    private static UpstreamOutcome noResponse(Throwable cause, boolean reused, long sentNanos) {
        if (cause instanceof DecoderException) {
            return new Unreachable(Failure.UNUSABLE, "The upstream sent what is no final HTTP response.");
        }
        boolean stale = reused && System.nanoTime() - sentNanos < STALE_NANOS;
        return new Unreachable(
                stale ? Failure.STALE : Failure.CLOSED, "The upstream closed the connection before it responded.");
    }
}
