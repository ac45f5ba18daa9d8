package dev.weir.upstream.keys;

import java.time.Duration;

/**
 * The state of one key for one model: what is left of its rate limits, its rest after a 429, and its circuit breaker.
 * Safe for use by many threads.
 */
final class ModelState {
    private final CircuitBreaker overload;
    private volatile Headroom headroom = Headroom.UNKNOWN;
    private volatile long restingUntil;
    private volatile boolean resting;

    ModelState(CircuitBreaker overload) {
        this.overload = overload;
    }

    CircuitBreaker overload() {
        return overload;
    }

    Headroom headroom() {
        return headroom;
    }

    void update(Headroom latest) {
        headroom = latest;
    }

    /** Takes the key out of use for {@code time}; a shorter rest never ends a longer one. */
    synchronized void rest(Duration time, long nanos) {
        long until = nanos + time.toNanos();
        if (!resting || until - restingUntil > 0) {
            restingUntil = until;
            resting = true;
        }
    }

    boolean isResting(long nanos) {
        return resting && restingUntil - nanos > 0;
    }
}
