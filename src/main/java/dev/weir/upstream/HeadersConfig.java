package dev.weir.upstream;

import java.util.Optional;
import java.util.Set;

/** Which headers pass: {@code weir.headers}. */
public interface HeadersConfig {
    /**
     * Names of request headers that do not go upstream, besides those that never do; {@code x-own-*} = all that begin
     * so.
     */
    Optional<Set<String>> deny();
}
