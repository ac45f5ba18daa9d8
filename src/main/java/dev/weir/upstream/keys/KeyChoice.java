package dev.weir.upstream.keys;

import java.time.Duration;

/** Which key an attempt uses. */
public sealed interface KeyChoice {
    /** This one. */
    record Chosen(PoolKey key) implements KeyChoice {}

    /**
     * None: the circuit breaker of every key, or of its upstream, is open.
     *
     * @param untilProbe until one attempt is permitted
     */
    record BreakerOpen(Cause cause, Duration untilProbe) implements KeyChoice {}

    /** Why a circuit breaker is open. */
    enum Cause {
        /** There was no connection. */
        CONNECT,
        /** The upstream was overloaded. */
        OVERLOAD
    }
}
