package dev.weir.settings;

import dev.weir.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An upstream whose files are looked up where a location says they lie. */
record LocatedUpstream(UpstreamConfig written, SettingsLocation location) implements UpstreamConfig {
    @Override
    public URI url() {
        return written.url();
    }

    @Override
    public Map<String, String> keys() {
        return written.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, key -> location.secret(key.getValue())));
    }

    @Override
    public Auth auth() {
        return written.auth();
    }

    @Override
    public Optional<Integer> priority() {
        return written.priority();
    }

    @Override
    public Optional<URI> proxy() {
        return written.proxy();
    }

    @Override
    public Optional<Path> trust() {
        return written.trust().map(location::resolve);
    }

    @Override
    public int maxConnections() {
        return written.maxConnections();
    }

    @Override
    public int maxWaiting() {
        return written.maxWaiting();
    }
}
