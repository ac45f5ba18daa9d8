package dev.weir.relay;

import java.time.Duration;

/** Time as the relay sees it, replaced in tests. Used on one event loop only, on which handlers run too. */
public interface Timers {
    /** Returns nanoseconds from an arbitrary origin, never going back. */
    long nanos();

    /** Runs {@code task} after {@code delay} and returns the number to cancel it by. */
    long after(Duration delay, Runnable task);

    /** Keeps a task from running; harmless when it has. */
    void cancel(long number);

    /** Runs {@code task} once what the event loop is doing now is done. */
    void soon(Runnable task);
}
