package dev.weir.upstream.keys;

import java.util.function.Supplier;

/**
 * Weir's own credential at an upstream.
 *
 * @param name names the key in logs and metrics
 * @param secret the current credential; read for each request, as its file may change
 */
public record UpstreamKey(String name, Supplier<String> secret) {}
