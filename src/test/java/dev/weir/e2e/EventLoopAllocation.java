package dev.weir.e2e;

import com.sun.management.ThreadMXBean;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/** The bytes that the event loops of a booted gateway allocate on the heap, as the JVM counts them for each thread. */
final class EventLoopAllocation {
    private static final int MOST_WINDOWS = 60;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] eventLoops;

    @SuppressWarnings("deprecation") // the only way to all event loops of Vert.x 4
    EventLoopAllocation(Vertx vertx) {
        eventLoops = StreamSupport.stream(vertx.nettyEventLoopGroup().spliterator(), false)
                .mapToLong(EventLoopAllocation::threadOf)
                .toArray();
    }

    private static long threadOf(EventExecutor eventLoop) {
        return eventLoop
                .submit(() -> Thread.currentThread().threadId())
                .syncUninterruptibly()
                .getNow();
    }

    /**
     * Returns the fewest bytes that a window of work allocated. Windows are repeated until one is within the ceiling,
     * 60 times at most: the JIT compiler removes allocations at a time that nobody knows.
     */
    long least(long ceiling, Runnable window) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MOST_WINDOWS && least > ceiling; i++) {
            long before = bytes();
            window.run();
            least = Math.min(least, bytes() - before);
        }
        return least;
    }

    private long bytes() {
        return Arrays.stream(threads.getThreadAllocatedBytes(eventLoops)).sum();
    }
}
