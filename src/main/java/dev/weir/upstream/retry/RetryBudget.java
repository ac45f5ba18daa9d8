package dev.weir.upstream.retry;

import java.util.function.LongSupplier;

/**
 * How many retries are allowed: a share of the requests, and a few per second, each saved for up to ten seconds.
 *
 * <p>So retries never multiply the load of a failing upstream. Safe for use by many threads. Source:
 * Linkerd and Finagle, retry budgets.
 */
public final class RetryBudget {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 1_000_000_000L;

    /** Retries are counted in parts of this size, to avoid fractions. */
    private static final int PARTS = 1000;

    private final int partsPerRequest;
    private final int partsPerSecond;
    private final LongSupplier nanos;
    private final long[] given = new long[SLOTS];
    private final long[] left = new long[SLOTS];
    private long newest;

    /**
     * Makes a budget.
     *
     * @param percent retries per hundred requests
     * @param perSecond retries per second, on top
     * @param nanos a clock that never goes back
     */
    public RetryBudget(int percent, int perSecond, LongSupplier nanos) {
        this.partsPerRequest = percent * PARTS / 100;
        this.partsPerSecond = perSecond * PARTS;
        this.nanos = nanos;
        this.newest = slotNow() - 1;
        advance();
    }

    /** Counts a request that was sent for the first time. */
    public synchronized void request() {
        advance();
        int slot = Math.floorMod(newest, SLOTS);
        given[slot] += partsPerRequest;
        left[slot] += partsPerRequest;
    }

    /** Takes one retry; returns whether one was left. */
    public synchronized boolean take() {
        advance();
        if (sum(left) < PARTS) {
            return false;
        }
        long missing = PARTS;
        for (long slot = newest - SLOTS + 1; slot <= newest; slot++) {
            int at = Math.floorMod(slot, SLOTS);
            long taken = Math.min(left[at], missing);
            left[at] -= taken;
            missing -= taken;
        }
        return true;
    }

    /** Returns the share that is left of the retries of the last ten seconds: 0 to 1. */
    public synchronized double remaining() {
        advance();
        long all = sum(given);
        return all == 0 ? 0 : (double) sum(left) / all;
    }

    private void advance() {
        long now = slotNow();
        newest = Math.max(newest, now - SLOTS);
        while (newest < now) {
            newest++;
            int slot = Math.floorMod(newest, SLOTS);
            given[slot] = partsPerSecond;
            left[slot] = partsPerSecond;
        }
    }

    private long slotNow() {
        return Math.floorDiv(nanos.getAsLong(), SLOT_NANOS);
    }

    private static long sum(long[] parts) {
        long sum = 0;
        for (long part : parts) {
            sum += part;
        }
        return sum;
    }
}
