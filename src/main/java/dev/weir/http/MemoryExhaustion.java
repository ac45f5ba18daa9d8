package dev.weir.http;

import org.jboss.logging.Logger;

/**
 * Ends the process once memory is exhausted, as one that goes on would hang or lose requests at random; whoever started
 * it starts it again.
 *
 * <p>The JVM ends itself by {@code -XX:+ExitOnOutOfMemoryError} where the heap is full, but not where direct buffers
 * are: that error is thrown by Java code, the JDK's and Netty's.
 */
public final class MemoryExhaustion {
    /** The code with which the JVM itself ends on an OutOfMemoryError. Source: HotSpot, debug.cpp. */
    static final int EXIT_CODE = 3;

    private static final Logger LOG = Logger.getLogger(MemoryExhaustion.class);

    private MemoryExhaustion() {}

    /**
     * Ends the process, after one log line, where {@code fault} is or was caused by an OutOfMemoryError; else returns.
     */
    public static void endIfCauseOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError exhausted) {
                end(exhausted);
            }
        }
    }

    private static void end(OutOfMemoryError exhausted) {
        LOG.fatalf("Weir ends as memory is exhausted: %s", exhausted.getMessage());
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
