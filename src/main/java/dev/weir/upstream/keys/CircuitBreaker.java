package dev.weir.upstream.keys;

import java.time.Duration;

/**
 * Stops sending requests to what fails: it opens when half of at least so many attempts in 10 s have failed, and then
 * permits one attempt every 5 s until one succeeds. Safe for use by many threads.
 */
final class CircuitBreaker {
    static final Duration OPEN_FOR = Duration.ofSeconds(5);

    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 1_000_000_000L;

    private final int minAttempts;
    private final int[] attempts = new int[SLOTS];
    private final int[] failures = new int[SLOTS];
    private long newest = Long.MIN_VALUE;
    private volatile boolean open;
    private long probeAt;

    /** Makes a breaker that is closed; with 0 attempts it never opens. */
    CircuitBreaker(int minAttempts) {
        this.minAttempts = minAttempts;
    }

    /** Returns a new breaker, closed, with the same settings. */
    CircuitBreaker withSameSettings() {
        return new CircuitBreaker(minAttempts);
    }

    /** Returns whether it is open. */
    boolean isOpen() {
        return open;
    }

    /** Returns whether an attempt is possible now; another one may still take the probe first. */
    boolean mayPermit(long nanos) {
        return !open || untilProbe(nanos).isZero();
    }

    /** Takes the permission for an attempt: always granted while closed, and once for each probe while open. */
    boolean permit(long nanos) {
        return !open || permitProbe(nanos);
    }

    /** Returns how long it is until the next probe; zero while closed. */
    synchronized Duration untilProbe(long nanos) {
        return open ? Duration.ofNanos(Math.max(0, probeAt - nanos)) : Duration.ZERO;
    }

    /** Counts a successful attempt, which closes the breaker. Returns whether it was open. */
    synchronized boolean succeeded(long nanos) {
        boolean closes = open;
        if (closes) {
            open = false;
            clear();
        }
        attempts[slot(nanos)]++;
        return closes;
    }

    /** Counts an attempt that failed. Returns whether this opens the breaker. */
    synchronized boolean failed(long nanos) {
        int slot = slot(nanos);
        attempts[slot]++;
        failures[slot]++;
        int all = sum(attempts);
        if (open || minAttempts == 0 || all < minAttempts || sum(failures) * 2 < all) {
            return false;
        }
        open = true;
        probeAt = nanos + OPEN_FOR.toNanos();
        return true;
    }

    private synchronized boolean permitProbe(long nanos) {
        if (!open) {
            return true;
        }
        if (nanos < probeAt) {
            return false;
        }
        probeAt = nanos + OPEN_FOR.toNanos();
        return true;
    }

    private int slot(long nanos) {
        long now = Math.floorDiv(nanos, SLOT_NANOS);
        if (newest < now - SLOTS) {
            newest = now - SLOTS;
        }
        while (newest < now) {
            newest++;
            int slot = Math.floorMod(newest, SLOTS);
            attempts[slot] = 0;
            failures[slot] = 0;
        }
        return Math.floorMod(now, SLOTS);
    }

    private void clear() {
        newest = Long.MIN_VALUE;
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
