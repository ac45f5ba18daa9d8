package dev.weir.upstream;

import dev.weir.upstream.keys.PoolKey;
import dev.weir.upstream.keys.UpstreamKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** UpstreamSettings of upstreams for tests. */
public record UpstreamSettings(
        URI url,
        Auth auth,
        Optional<Integer> priority,
        Optional<URI> proxy,
        Optional<Path> trust,
        int maxConnections,
        int maxWaiting)
        implements UpstreamConfig {
    /** An upstream in clear text on this machine, with the usual settings. */
    public static UpstreamSettings at(int port) {
        return new UpstreamSettings(
                URI.create("http://127.0.0.1:" + port),
                Auth.X_API_KEY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                100,
                100);
    }

    UpstreamSettings withUrl(String other) {
        return new UpstreamSettings(URI.create(other), auth, priority, proxy, trust, maxConnections, maxWaiting);
    }

    UpstreamSettings with(Auth other) {
        return new UpstreamSettings(url, other, priority, proxy, trust, maxConnections, maxWaiting);
    }

    UpstreamSettings withTrust(Path certificate) {
        return new UpstreamSettings(url, auth, priority, proxy, Optional.of(certificate), maxConnections, maxWaiting);
    }

    UpstreamSettings withProxy(int port) {
        URI other = URI.create("http://127.0.0.1:" + port);
        return new UpstreamSettings(url, auth, priority, Optional.of(other), trust, maxConnections, maxWaiting);
    }

    UpstreamSettings withPriority(int other) {
        return new UpstreamSettings(url, auth, Optional.of(other), proxy, trust, maxConnections, maxWaiting);
    }

    /** Returns the settings with a small pool. */
    public UpstreamSettings withPool(int connections, int waiting) {
        return new UpstreamSettings(url, auth, priority, proxy, trust, connections, waiting);
    }

    @Override
    public Map<String, String> keys() {
        return Map.of();
    }

    /** A key of an upstream. */
    public static PoolKey key(String upstream, String name, Supplier<String> secret) {
        return PoolKey.ofUpstream(upstream, List.of(new UpstreamKey(name, secret)), () -> 20)
                .getFirst();
    }

    /** Usual limits but for the wait for a response's head. */
    public static UpstreamTimeouts timeouts(Duration stream, Duration json) {
        return timeouts(Duration.ofSeconds(5), stream, json);
    }

    /** Usual limits but for the wait for a connection and for a response's head. */
    public static UpstreamTimeouts timeouts(Duration pool, Duration stream, Duration json) {
        return new TimeoutValues(
                Duration.ofSeconds(5), Duration.ofSeconds(5), pool, Duration.ofMinutes(10), stream, json);
    }

    /** Long limits but for opening a connection. */
    static UpstreamTimeouts connecting(Duration connect, Duration tls) {
        Duration minute = Duration.ofMinutes(1);
        return new TimeoutValues(connect, tls, minute, minute, minute, minute);
    }

    /** Long limits but for how long a connection is used. */
    static UpstreamTimeouts connectionAge(Duration age) {
        Duration minute = Duration.ofMinutes(1);
        return new TimeoutValues(minute, minute, minute, age, minute, minute);
    }

    private record TimeoutValues(
            Duration connect,
            Duration tls,
            Duration pool,
            Duration connectionAge,
            Duration firstByteStream,
            Duration firstByteJson)
            implements UpstreamTimeouts {}
}
