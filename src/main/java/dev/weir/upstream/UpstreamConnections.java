package dev.weir.upstream;

import dev.weir.body.MemoryExhaustion;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Supplier;

/** The connections of one event loop to one upstream. Used on that loop only. */
final class UpstreamConnections {
    private final Context loop;
    private final HttpClient client;
    private final HttpDecoderConfig decoding;
    private final int most;
    private final UpstreamTimeouts timeouts;
    private final ConnectionCounts counts;
    private int serving;
    private int waiting;

    /** Makes a pool for the current event loop. */
    UpstreamConnections(
            Vertx vertx,
            HttpClientOptions options,
            PoolOptions pool,
            UpstreamTimeouts timeouts,
            ConnectionCounts counts) {
        this.loop = vertx.getOrCreateContext();
        this.most = pool.getHttp1MaxSize();
        this.timeouts = timeouts;
        this.counts = counts;
        this.decoding = new HttpDecoderConfig()
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize());
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(this::opened)
                .build();
    }

    /**
     * Takes a connection for one request; fails without one, and with a {@code TimeoutException} where all were taken
     * for too long.
     */
    Future<HttpClientRequest> take(RequestOptions options) {
        if (serving + waiting >= most) {
            options.setConnectTimeout(timeouts.pool().toMillis());
        }
        waiting++;
        counts.waitBegan();
        return client.request(options)
                .onComplete(_ -> {
                    waiting--;
                    counts.waitEnded();
                })
                .compose(request -> usable(request, options));
    }

    /** Returns how long a connection takes new requests. */
    Duration connectionAge() {
        return timeouts.connectionAge();
    }

    void exchangeBegan() {
        serving++;
        counts.exchangeBegan();
    }

    void exchangeEnded() {
        serving--;
        counts.exchangeEnded();
    }

    private void opened(HttpConnection connection) {
        // What else breaks shows in the exchange; without a handler Vert.x would log it as an error
        connection.exceptionHandler(MemoryExhaustion::endIfCauseOf);
        counts.opened();
        connection.closeHandler(_ -> counts.closed());
        ExchangeCodec.install(connection, this, decoding);
    }

    /** Returns the request, or takes another connection: this one is then closed, so that there is an end to it. */
    private Future<HttpClientRequest> usable(HttpClientRequest request, RequestOptions options) {
        ExchangeCodec connection = ExchangeCodec.of(request.connection());
        if (connection.isReading()) {
            return later(() -> usable(request, options));
        }
        if (connection.isUsable()) {
            return Future.succeededFuture(request);
        }
        request.exceptionHandler(_ -> {}); // Vert.x gives it up once it has seen the close, in a turn before the next
        return later(() -> take(options));
    }

    private <T> Future<T> later(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> task.get().onComplete(done));
        return done.future();
    }
}
