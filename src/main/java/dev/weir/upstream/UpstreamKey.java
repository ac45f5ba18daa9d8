package dev.weir.upstream;

import java.util.function.Supplier;

/**
 * Weir's own credential at an upstream.
 *
 * @param name names the key in logs and metrics
 * @param secret the credential as it is now; asked for each request, as its file may change
 */
public record UpstreamKey(String name, Supplier<String> secret) {}
