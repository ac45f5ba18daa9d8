package dev.weir.upstream;

import dev.weir.headers.HeaderFilter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/**
 * Which of a client's headers go upstream.
 *
 * <p>Dropped are what carries a credential or selects who pays, and what names the client or this gateway.
 */
final class RequestHeaders {
    private static final HeaderFilter FILTER = new HeaderFilter(
            Set.of(
                    "content-length",
                    "host",
                    "expect",
                    "cookie",
                    "forwarded",
                    "x-real-ip",
                    "authorization",
                    "x-api-key",
                    "anthropic-workspace-id",
                    "anthropic-user-profile-id",
                    "accept-encoding"),
            List.of("x-forwarded-", "x-weir-"));

    private RequestHeaders() {}

    /**
     * Returns a new map of what goes upstream, the credential and the length still to be added. The client's {@code
     * accept-encoding} becomes {@code identity}, so that usage can be read.
     */
    static MultiMap from(MultiMap client) {
        return FILTER.copy(client).add(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
    }
}
