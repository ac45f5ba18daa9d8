package dev.weir.upstream.keys;

import java.time.Duration;
import java.util.List;

/**
 * How a key stands at one moment; names no model, as callers choose those names.
 *
 * @param isInUse whether requests use the key
 * @param untilProbe until one request tries a key that is out; zero where it is in use
 * @param isUnreachable whether the circuit breaker of its upstream is open, as there are no connections
 * @param untilReachableProbe until one request tries that upstream; zero where it is reached
 * @param overloadedModels models whose circuit breaker is open, as the upstream is overloaded
 * @param restingModels models for which it rests after a 429 or 529
 * @param limits what the upstream said last of its own rate limits; empty where it never did
 */
public record KeyStatus(
        String upstream,
        String key,
        boolean isInUse,
        Duration untilProbe,
        boolean isUnreachable,
        Duration untilReachableProbe,
        int overloadedModels,
        int restingModels,
        List<StatedLimit> limits) {
    public KeyStatus {
        limits = List.copyOf(limits);
    }

    /** A rate limit of the upstream, and what it said last is left of it. */
    public record StatedLimit(RateLimitKind kind, long limit, long remaining) {}
}
