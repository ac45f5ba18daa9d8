package dev.weir.upstream;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One upstream: {@code weir.upstreams.<name>}. */
public interface UpstreamConfig {
    /**
     * Scheme, host, port and what stands before the paths of the API: {@code https://api.anthropic.com}, or {@code
     * https://example.services.ai.azure.com/anthropic}.
     */
    URI url();

    /**
     * The credentials, by a name for logs and metrics; each a literal or {@code file:<path>}. Requests are spread over
     * all of them.
     */
    Map<String, String> keys();

    /** The header that carries the credential. */
    @WithDefault("x-api-key")
    Auth auth();

    /**
     * Of several upstreams those with the lowest number are used, further ones only while none of them is usable.
     * Upstreams without a number come after those, one by one in the order of their names.
     */
    Optional<Integer> priority();

    /** An HTTP proxy on the way, as {@code http://host:port}. */
    Optional<URI> proxy();

    /** Certificates in PEM form to trust in place of the JDK's. */
    Optional<Path> trust();

    /** Connections that each event loop opens at most. */
    @WithDefault("2000")
    @Min(1)
    int maxConnections();

    /** Requests that wait for a connection on each event loop at most; further ones get a 529. */
    @WithDefault("200")
    @Min(0)
    int maxWaiting();

    /** How the credential travels. */
    enum Auth {
        /** {@code x-api-key: <key>}. */
        X_API_KEY,
        /** {@code Authorization: Bearer <key>}. */
        BEARER
    }
}
