package dev.weir.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

/**
 * Sends requests of one step from an event loop, over connections that it keeps open. Safe for several threads.
 *
 * @param step whose requests it sends
 * @param client that has the connections
 * @param body of every request
 */
record BenchClient(BenchStep step, HttpClient client, Buffer body) {
    private static final int OK = 200;

    /**
     * Makes one.
     *
     * @param connections the most that it opens; further requests wait
     */
    static BenchClient of(Vertx vertx, BenchStep step, int connections) {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(connections)
                .setMaxWaitQueueSize(-1)
                .setKeepAliveTimeout(0)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(step.target().port());
        return new BenchClient(
                step,
                vertx.createHttpClient(options),
                Buffer.buffer(step.workload().body()));
    }

    /** Sends a request; the future takes the head of a response with status 200, any other fails it. */
    Future<HttpClientResponse> send() {
        return client.request(HttpMethod.POST, BenchRequest.PATH)
                .compose(this::send)
                .compose(response -> response.statusCode() == OK
                        ? Future.succeededFuture(response)
                        : Future.failedFuture("status " + response.statusCode()));
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
        BenchRequest.headers(step).forEach(request::putHeader);
        return request.send(body);
    }
}
