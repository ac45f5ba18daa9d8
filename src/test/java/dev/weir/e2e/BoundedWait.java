package dev.weir.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, for a bounded time. */
final class BoundedWait {
    private static final Duration USUAL = Duration.ofSeconds(10);

    private BoundedWait() {}

    /** Returns once {@code condition} holds; fails after 10 s. */
    static void until(String what, BooleanSupplier condition) {
        until(what, USUAL, condition);
    }

    static void until(String what, Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come within " + longest + ": " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
