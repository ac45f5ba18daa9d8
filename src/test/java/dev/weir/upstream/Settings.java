package dev.weir.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings of upstreams for tests. */
public record Settings(URI url, Auth auth, int priority, Optional<Path> trust, int maxConnections, int maxWaiting)
        implements UpstreamConfig {
    /** An upstream in clear text on this machine, with the usual settings. */
    public static Settings at(int port) {
        return new Settings(URI.create("http://127.0.0.1:" + port), Auth.X_API_KEY, 0, Optional.empty(), 100, 100);
    }

    Settings withUrl(String other) {
        return new Settings(URI.create(other), auth, priority, trust, maxConnections, maxWaiting);
    }

    Settings with(Auth other) {
        return new Settings(url, other, priority, trust, maxConnections, maxWaiting);
    }

    Settings withTrust(Path certificate) {
        return new Settings(url, auth, priority, Optional.of(certificate), maxConnections, maxWaiting);
    }

    Settings withPriority(int other) {
        return new Settings(url, auth, other, trust, maxConnections, maxWaiting);
    }

    /** Returns the settings with a small pool. */
    public Settings withPool(int connections, int waiting) {
        return new Settings(url, auth, priority, trust, connections, waiting);
    }

    @Override
    public Map<String, String> keys() {
        return Map.of();
    }

    @Override
    public Optional<URI> proxy() {
        return Optional.empty();
    }

    /** Usual limits but for the wait for an answer's head. */
    public static UpstreamTimeouts timeouts(Duration stream, Duration json) {
        return new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), stream, json);
    }

    private record Limits(Duration connect, Duration tls, Duration firstByteStream, Duration firstByteJson)
            implements UpstreamTimeouts {}
}
