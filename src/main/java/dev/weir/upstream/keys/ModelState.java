package dev.weir.upstream.keys;

import java.time.Duration;

/** How one key stands for one model. Safe for use by many threads. */
final class ModelStanding {
    private final CircuitBreaker overload;
    private volatile Headroom headroom = Headroom.UNKNOWN;
    private volatile long restingUntil;
    private volatile boolean resting;

    ModelStanding(CircuitBreaker overload) {
        this.overload = overload;
    }

    CircuitBreaker overload() {
        return overload;
    }

    Headroom headroom() {
        return headroom;
    }

    void stated(Headroom latest) {
        headroom = latest;
    }

    /** Lets the key rest; a shorter rest never ends a longer one. */
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
