package dev.weir.upstream.keys;

import java.time.Duration;

/** Which key an attempt uses. */
public sealed interface KeyChoice {
    /** This one. */
    record Chosen(PoolKey key) implements KeyChoice {}

    /**
     * None: every key, or its upstream, has failed so often that it is left alone.
     *
     * @param untilProbe until one request may try again
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
