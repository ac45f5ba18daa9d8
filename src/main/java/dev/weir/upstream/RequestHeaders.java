package dev.weir.upstream;

import dev.weir.headers.HeaderFilter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Selects the client's headers that go upstream.
 *
 * <p>Dropped are headers that carry a credential or select who pays, that name the client or this gateway, or that hops
 * in front of Weir add: addresses of clients, identities and tokens of sign-in proxies, other paths and methods for the
 * same request.
 */
final class RequestHeaders {
    private static final List<String> DENIED = List.of(
            "content-length",
            "host",
            "expect",
            "cookie",
            "authorization",
            "x-api-key",
            "anthropic-workspace-id",
            "anthropic-user-profile-id",
            "accept-encoding",
            "x-weir-*",
            // Proxies and load balancers of any make
            "forwarded",
            "via",
            "x-forwarded-*",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-original-*",
            "x-http-method*",
            "x-method-override",
            "x-client-cert*",
            // Sign-in proxies and API gateways
            "remote-user",
            "x-remote-user",
            "x-auth-request-*",
            "x-consumer-*",
            // Clouds and their networks
            "cdn-loop",
            "cf-*",
            "true-client-ip",
            "akamai-*",
            "fastly-*",
            "x-amzn-*",
            "x-goog-*",
            "x-cloud-trace-context",
            "x-appengine-*",
            "x-ms-*",
            "x-azure-*",
            // Meshes
            "x-envoy-*",
            "x-b3-*",
            "l5d-*");

    private final HeaderFilter filter;

    /** Makes the filter; {@code alsoDenied} as in {@link HeaderFilter}. */
    RequestHeaders(Collection<String> alsoDenied) {
        this.filter = new HeaderFilter(
                Stream.concat(DENIED.stream(), alsoDenied.stream()).toList());
    }

    /**
     * Returns a new map of the headers that go upstream, without credential and length. The client's
     * {@code accept-encoding} becomes {@code identity}, so that usage can be read.
     */
    MultiMap from(MultiMap client) {
        return filter.copy(client).add(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
    }
}
