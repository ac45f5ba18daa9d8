package dev.weir.console;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The two threads that make pages, and the one that takes samples: never those of requests. A few pages may wait; more
 * are turned away.
 */
final class ConsoleThreads implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConsoleThreads.class);
    private static final int WORKERS = 2;
    private static final int MOST_WAITING = 32;
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "weir-console");
        thread.setDaemon(true);
        return thread;
    };

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS, WORKERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), DAEMONS);
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(DAEMONS);

    /** Runs a task soon; returns whether there was room for it. */
    boolean run(Runnable task) {
        try {
            workers.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** Runs a task every second from now on; a failure of it is logged once. */
    void everySecond(Runnable task) {
        boolean[] hasFailed = {false};
        ScheduledFuture<?> _ = ticks.scheduleAtFixedRate(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        if (!hasFailed[0]) {
                            LOG.error("The console could not take a sample; this is logged once", e);
                        }
                        hasFailed[0] = true;
                    }
                },
                0,
                1,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        ticks.shutdownNow();
    }
}
