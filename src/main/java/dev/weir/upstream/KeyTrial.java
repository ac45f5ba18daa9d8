package dev.weir.upstream;

import dev.weir.upstream.keys.UpstreamKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

/**
 * Tries a key at its upstream with one request that costs nothing, over a connection with the gateway's own options.
 *
 * <p>Source: Messages API, {@code GET /v1/models}.
 */
public final class KeyTrial {
    private static final String URI = "/v1/models?limit=1";
    private static final String VERSION = "2023-06-01";

    private KeyTrial() {}

    /**
     * Sends the request; called on an event loop.
     *
     * @param name the upstream's, for nothing but logs
     * @return the status; fails with what kept the response from coming, such as an {@link javax.net.ssl.SSLException}
     */
    public static Future<Integer> run(
            Vertx vertx, UpstreamTimeouts timeouts, String name, UpstreamConfig config, UpstreamKey key) {
        Upstream upstream = new Upstream(name, config, timeouts, vertx);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("anthropic-version", VERSION);
        return upstream.connections()
                .take(upstream.request(
                        HttpMethod.GET, URI, headers, key.secret().get()))
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode);
    }
}
