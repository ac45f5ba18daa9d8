package dev.weir.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** UpstreamSettings of upstreams for tests. */
public record UpstreamSettings(
        URI url, Auth auth, int priority, Optional<Path> trust, int maxConnections, int maxWaiting)
        implements UpstreamConfig {
    /** An upstream in clear text on this machine, with the usual settings. */
    public static UpstreamSettings at(int port) {
        return new UpstreamSettings(
                URI.create("http://127.0.0.1:" + port), Auth.X_API_KEY, 0, Optional.empty(), 100, 100);
    }

    UpstreamSettings withUrl(String other) {
        return new UpstreamSettings(URI.create(other), auth, priority, trust, maxConnections, maxWaiting);
    }

    UpstreamSettings with(Auth other) {
        return new UpstreamSettings(url, other, priority, trust, maxConnections, maxWaiting);
    }

    UpstreamSettings withTrust(Path certificate) {
        return new UpstreamSettings(url, auth, priority, Optional.of(certificate), maxConnections, maxWaiting);
    }

    UpstreamSettings withPriority(int other) {
        return new UpstreamSettings(url, auth, other, trust, maxConnections, maxWaiting);
    }

    /** Returns the settings with a small pool. */
    public UpstreamSettings withPool(int connections, int waiting) {
        return new UpstreamSettings(url, auth, priority, trust, connections, waiting);
    }

    @Override
    public Map<String, String> keys() {
        return Map.of();
    }

    @Override
    public Optional<URI> proxy() {
        return Optional.empty();
    }

    /** Usual limits but for the wait for a response's head. */
    public static UpstreamTimeouts timeouts(Duration stream, Duration json) {
        return timeouts(Duration.ofSeconds(5), stream, json);
    }

    /** Usual limits but for the wait for a connection and for a response's head. */
    public static UpstreamTimeouts timeouts(Duration pool, Duration stream, Duration json) {
        return new TimeoutValues(Duration.ofSeconds(5), Duration.ofSeconds(5), pool, stream, json);
    }

    private record TimeoutValues(
            Duration connect, Duration tls, Duration pool, Duration firstByteStream, Duration firstByteJson)
            implements UpstreamTimeouts {}
}
