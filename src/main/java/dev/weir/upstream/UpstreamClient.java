package dev.weir.upstream;

import dev.weir.body.Body;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/** The one door to the upstreams. Redirects are neither followed nor handed over. */
public final class UpstreamClient {
    private final Vertx vertx;
    private final UpstreamTimeouts timeouts;
    private final RequestHeaders filter;
    private final Map<String, Upstream> byName;

    /**
     * Makes a client for the upstreams configured.
     *
     * @param headers which request headers of a client do not go upstream
     */
    public UpstreamClient(
            Vertx vertx, UpstreamTimeouts timeouts, HeadersConfig headers, Map<String, UpstreamConfig> configs) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.filter = new RequestHeaders(headers.deny().orElse(Set.of()));
        this.byName = configs.entrySet().stream()
                .map(entry -> new Upstream(entry.getKey(), entry.getValue(), timeouts, vertx))
                .collect(Collectors.toUnmodifiableMap(Upstream::name, upstream -> upstream));
    }

    /**
     * Sends {@code request} to the upstream of {@code key}; called on an event loop, on which everything that follows
     * happens too.
     *
     * @throws NoSuchElementException where that upstream is not configured
     */
    public UpstreamAttempt send(UpstreamRequest request, PoolKey key) {
        Upstream upstream = upstreamOf(key);
        return send(request, key, upstream, upstream.connections());
    }

    /** Sends {@code request} as {@link #send} does, over a connection that has served no request before. */
    public UpstreamAttempt sendOverNewConnection(UpstreamRequest request, PoolKey key) {
        Upstream upstream = upstreamOf(key);
        return send(request, key, upstream, upstream.unpooledConnections());
    }

    /** Returns how many connections there are to each upstream, by its name. */
    public Map<String, ConnectionCounts> connections() {
        return byName.values().stream().collect(Collectors.toUnmodifiableMap(Upstream::name, Upstream::counts));
    }

    private Upstream upstreamOf(PoolKey key) {
        Upstream upstream = byName.get(key.upstream());
        if (upstream == null) {
            throw new NoSuchElementException(
                    "upstream: " + key.upstream() + " (expected: one of " + byName.keySet() + ")");
        }
        return upstream;
    }

    private UpstreamAttempt send(
            UpstreamRequest request, PoolKey key, Upstream upstream, UpstreamConnections connections) {
        MultiMap headers = filter.from(request.clientHeaders());
        request.trace().ifPresent(trace -> setTrace(headers, trace));
        request.body().ifPresent(body -> headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(body.size())));
        UpstreamAttempt attempt =
                new UpstreamAttempt(vertx, upstream, key.name(), FirstByteLimit.of(timeouts, request));
        attempt.begin(
                connections,
                upstream.request(request.method(), request.uri(), headers, key.secret()),
                request.body().map(Body::buffer));
        return attempt;
    }

    private static void setTrace(MultiMap headers, TraceHeaders trace) {
        headers.set("traceparent", trace.traceparent());
        if (!trace.keepsState()) {
            headers.remove("tracestate");
        }
    }
}
