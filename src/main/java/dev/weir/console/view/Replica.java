package dev.weir.console.view;

import java.time.Instant;

/** Which process this is. */
public record Replica(String host, long pid, String version, Instant startedAt) {}
