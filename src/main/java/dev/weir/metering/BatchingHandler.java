package dev.weir.metering;

import dev.weir.metering.UsageLogConfig.WhenFull;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Passes records to another handler from a thread of its own, in batches: that thread formats and writes what waits,
 * flushes once, and pauses for {@value #PAUSE_MILLIS} ms. So a busy event loop neither formats or writes a line nor
 * wakes a thread for one.
 *
 * <p>After {@link #close} records are written at once by their caller. Lost is what waits when the process is killed or
 * ends out of memory, and when the target takes nothing at the close. Safe for use by many threads.
 */
public final class BatchingHandler extends ExtHandler {
    /** The most records that wait: some 40 MB, as long as responses list few sampling steps. */
    public static final int CAPACITY = 16_384;

    static final long PAUSE_MILLIS = 5;

    private static final Logger LOG = Logger.getLogger(BatchingHandler.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    private static final long ROOM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_MILLIS = 5_000;

    private final Handler target;
    private final WhenFull whenFull;
    private final Consumer<Thread> waker;
    private final long closeMillis;
    private final Queue<ExtLogRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_WARNINGS);
    private final Thread writer = new Thread(this::run, "usage-log");
    private volatile boolean asleep;
    private volatile boolean closed;

    /** Makes a handler that passes records to {@code target}, which no longer flushes for each of them. */
    public BatchingHandler(Handler target, WhenFull whenFull) {
        this(target, whenFull, LockSupport::unpark, CLOSE_MILLIS);
    }

    /**
     * Makes a handler.
     *
     * @param waker wakes the writer
     * @param closeMillis how long {@link #close} waits for the target
     */
    BatchingHandler(Handler target, WhenFull whenFull, Consumer<Thread> waker, long closeMillis) {
        this.target = target;
        this.whenFull = whenFull;
        this.waker = waker;
        this.closeMillis = closeMillis;
        if (target instanceof ExtHandler flushing) {
            flushing.setAutoFlush(false);
        }
        writer.setDaemon(true);
        writer.start();
    }

    /** Returns how many records found no room and were dropped. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    protected void doPublish(ExtLogRecord logRecord) {
        while (!closed && size.incrementAndGet() > CAPACITY) {
            size.decrementAndGet();
            switch (whenFull) {
                case DROP -> {
                    drop();
                    return;
                }
                case BLOCK -> LockSupport.parkNanos(ROOM_PAUSE_NANOS);
            }
        }
        if (closed) {
            writeAfterClose(logRecord);
            return;
        }
        waiting.add(logRecord);
        if (asleep) {
            asleep = false;
            waker.accept(writer);
        }
    }

    /** Writes at once, unless the target still holds the thread: then it would hold this one too. */
    private void writeAfterClose(ExtLogRecord logRecord) {
        if (writer.isAlive()) {
            drop();
        } else {
            waiting.add(logRecord);
            writeAll();
        }
    }

    private void drop() {
        long count = dropped.incrementAndGet();
        long last = warnedAt.get();
        long now = System.nanoTime();
        if (now - last >= NANOS_BETWEEN_WARNINGS && warnedAt.compareAndSet(last, now)) {
            LOG.warnf(
                    "The usage log is written too slowly: %d lines were dropped so far."
                            + " weir.usage-log.when-full: block loses none, but slows requests down",
                    count);
        }
    }

    private void run() {
        while (!closed) {
            if (writeAll()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                asleep = true;
                if (waiting.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }

    /** Writes what waits; returns whether there was anything. */
    private synchronized boolean writeAll() {
        boolean any = false;
        for (ExtLogRecord next = waiting.poll(); next != null; next = waiting.poll()) {
            size.decrementAndGet();
            any = true;
            write(next);
        }
        if (any) {
            target.flush();
        }
        return any;
    }

    private void write(ExtLogRecord next) {
        try {
            target.publish(next);
        } catch (RuntimeException e) {
            reportError("a record could not be written", e, ErrorManager.WRITE_FAILURE);
        } catch (Error e) { // the thread must live on
            reportError("a record could not be written", new IllegalStateException(e), ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void flush() {
        writeAll();
    }

    /**
     * Writes what waits and ends the thread; the target stays open. Where the target takes nothing for five seconds,
     * what still waits is dropped, so that the process can end.
     */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(closeMillis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            long lost = dropped.addAndGet(waiting.size());
            waiting.clear();
            LOG.warnf("The usage log takes no lines: %d were dropped in all", lost);
        } else {
            writeAll();
        }
    }
}
