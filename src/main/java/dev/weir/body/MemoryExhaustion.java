package dev.weir.body;

import org.jboss.logging.Logger;

/**
 * Ends the process when memory is exhausted, so that its supervisor restarts it: a process that goes on hangs or loses
 * requests at random.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} covers the heap, but not direct buffers: their error is thrown by Java code,
 * that of the JDK and of Netty.
 */
public final class MemoryExhaustion {
    /** The code with which the JVM itself ends on an OutOfMemoryError. Source: HotSpot, debug.cpp. */
    public static final int EXIT_CODE = 3;

    private static final Logger LOG = Logger.getLogger(MemoryExhaustion.class);

    private MemoryExhaustion() {}

    /**
     * Ends the process, after one log line, if {@code fault} is or was caused by an OutOfMemoryError; otherwise
     * returns.
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
