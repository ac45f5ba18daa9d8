package dev.weir.relay;

import java.time.Duration;

/** The clock and timers of the relay, replaced in tests. Used on one event loop only; tasks run there too. */
public interface Timers {
    /** Returns nanoseconds from an arbitrary origin, never going back. */
    long nanos();

    /** Runs {@code task} after {@code delay} and returns the number to cancel it by. */
    long after(Duration delay, Runnable task);

    /** Cancels a task; harmless when it has run. */
    void cancel(long number);

    /** Runs {@code task} after the current turn of the event loop. */
    void soon(Runnable task);
}
