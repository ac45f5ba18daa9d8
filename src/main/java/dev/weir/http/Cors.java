package dev.weir.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of the origins that the operator names use Weir from a browser. Source: Fetch standard, section 3.3, CORS
 * protocol.
 *
 * <p>Credentials of the browser itself are never allowed: a key comes in a header that the page sets.
 *
 * @param origins as browsers send them, such as {@code https://app.example}; none = no CORS at all
 */
record Cors(Set<String> origins) {
    /** How long a browser may cache the response to a preflight, in seconds; Chromium's own upper bound. */
    private static final String MAX_AGE_SECONDS = "7200";

    private static final String EXPOSED = String.join(
            ", ",
            List.of(
                    "request-id",
                    "retry-after",
                    "x-should-retry",
                    "x-weir-request-id",
                    "x-weir-source",
                    "x-weir-limit",
                    "anthropic-ratelimit-requests-limit",
                    "anthropic-ratelimit-requests-remaining",
                    "anthropic-ratelimit-requests-reset",
                    "anthropic-ratelimit-tokens-limit",
                    "anthropic-ratelimit-tokens-remaining",
                    "anthropic-ratelimit-tokens-reset",
                    "anthropic-ratelimit-input-tokens-limit",
                    "anthropic-ratelimit-input-tokens-remaining",
                    "anthropic-ratelimit-input-tokens-reset",
                    "anthropic-ratelimit-output-tokens-limit",
                    "anthropic-ratelimit-output-tokens-remaining",
                    "anthropic-ratelimit-output-tokens-reset",
                    "anthropic-ratelimit-unified-status",
                    "anthropic-ratelimit-unified-reset"));

    Cors {
        origins = Set.copyOf(origins);
    }

    /**
     * Returns whether the request is a preflight: the question of a browser, without a key, whether a page may send a
     * request.
     */
    boolean isPreflight(HttpMethod method, MultiMap request) {
        return method.equals(HttpMethod.OPTIONS)
                && request.contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
                && isAllowed(request);
    }

    /** Returns the headers that only the response to a preflight has. */
    static MultiMap preflightHeaders(MultiMap request) {
        MultiMap headers = HttpHeaders.headers()
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
                .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        List<String> asked = request.getAll(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        return asked.isEmpty()
                ? headers
                : headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(", ", asked));
    }

    /** Adds the headers of every response, ours and the upstream's. */
    void addTo(MultiMap response, MultiMap request) {
        if (origins.isEmpty()) {
            return;
        }
        response.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (isAllowed(request)) {
            response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.get(HttpHeaders.ORIGIN));
            response.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    private boolean isAllowed(MultiMap request) {
        List<String> sent = request.getAll(HttpHeaders.ORIGIN);
        return sent.size() == 1 && origins.contains(sent.getFirst());
    }
}
