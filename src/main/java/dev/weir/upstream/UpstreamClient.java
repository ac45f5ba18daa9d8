package dev.weir.upstream;

import dev.weir.body.Body;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one door to the upstreams: sends a request to the one that is its to use. Redirects are neither followed nor
 * handed over.
 */
public final class UpstreamClient {
    private final Vertx vertx;
    private final UpstreamTimeouts timeouts;
    private final RequestHeaders filter;
    private final Map<String, Upstream> byName;
    private final Upstream preferred;

    /**
     * Makes a client for the upstreams configured.
     *
     * @param headers which request headers of a client do not go upstream
     * @param keys the credential of each upstream, by the upstream's name
     * @throws NoSuchElementException where there is no upstream at all
     */
    public UpstreamClient(
            Vertx vertx,
            UpstreamTimeouts timeouts,
            HeadersConfig headers,
            Map<String, UpstreamConfig> configs,
            Map<String, UpstreamKey> keys) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.filter = new RequestHeaders(headers.deny().orElse(Set.of()));
        List<Upstream> upstreams = configs.entrySet().stream()
                .map(entry ->
                        new Upstream(entry.getKey(), entry.getValue(), required(keys, entry.getKey()), timeouts, vertx))
                .sorted(Comparator.comparingInt(Upstream::priority).thenComparing(Upstream::name))
                .toList();
        this.preferred = upstreams.getFirst();
        this.byName = upstreams.stream().collect(Collectors.toUnmodifiableMap(Upstream::name, upstream -> upstream));
    }

    /**
     * Sends {@code request}. To be called on an event loop; all handlers run on that loop.
     *
     * @throws NoSuchElementException where the request names an upstream that is not configured, which a valid policy
     *     cannot do
     */
    public UpstreamAttempt send(UpstreamRequest request) {
        Upstream upstream =
                request.onlyUpstream().map(name -> required(byName, name)).orElse(preferred);
        MultiMap headers = filter.from(request.clientHeaders());
        request.body().ifPresent(body -> headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(body.size())));
        UpstreamAttempt attempt = new UpstreamAttempt(vertx, upstream, FirstByteLimit.of(timeouts, request));
        attempt.begin(
                upstream.request(request.method(), request.uri(), headers),
                request.body().map(Body::buffer));
        return attempt;
    }

    private static <T> T required(Map<String, T> map, String name) {
        T value = map.get(name);
        if (value == null) {
            throw new NoSuchElementException("upstream: " + name + " (expected: one of " + map.keySet() + ")");
        }
        return value;
    }
}
