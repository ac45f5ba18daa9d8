package dev.weir.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/**
 * Sends requests of one step from an event loop, over connections that it keeps open. Safe for several threads.
 *
 * @param headers of every request
 * @param client that has the connections
 * @param body of every request
 */
record BenchClient(Map<String, String> headers, HttpClient client, Buffer body) {
    private static final int OK = 200;

    BenchClient {
        headers = Map.copyOf(headers);
    }

    /**
     * Makes one.
     *
     * @param connections the most that it opens; further requests wait
     */
    static BenchClient of(Vertx vertx, Target target, byte[] body, int connections) {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(connections)
                .setMaxWaitQueueSize(-1)
                .setKeepAliveTimeout(0)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(target.port());
        return new BenchClient(
                BenchRequest.headers(target, BenchRequest.KEY), vertx.createHttpClient(options), Buffer.buffer(body));
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
        headers.forEach(request::putHeader);
        return request.send(body);
    }
}
