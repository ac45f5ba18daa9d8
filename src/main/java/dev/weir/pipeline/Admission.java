package dev.weir.pipeline;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Which calls are served now, and whether one more may be; safe for use by many threads. */
public final class Admission {
    private final int maxInFlight;
    private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final CountDownLatch idle = new CountDownLatch(1);
    private volatile boolean closed;

    /** Allows {@code maxInFlight} calls at the same time. */
    public Admission(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** Whether a call may come in. */
    enum Entry {
        /** It is in, and leaves once. */
        ADMITTED,
        /** There are as many as there may be. */
        FULL,
        /** Weir is about to end. */
        CLOSED
    }

    Entry enter(Exchange exchange) {
        if (count.incrementAndGet() > maxInFlight) {
            stepOut();
            return Entry.FULL;
        }
        if (closed) {
            stepOut();
            return Entry.CLOSED;
        }
        inFlight.add(exchange);
        return Entry.ADMITTED;
    }

    /** Counts a call that was let in as one that asks for an event stream, until it leaves. */
    void streams() {
        streams.incrementAndGet();
    }

    void leave(Exchange exchange) {
        inFlight.remove(exchange);
        if (exchange.expectsStream()) {
            streams.decrementAndGet();
        }
        stepOut();
    }

    /** Lets nobody in any more; the latch opens when the last has left. */
    CountDownLatch close() {
        closed = true;
        if (count.get() == 0) {
            idle.countDown();
        }
        return idle;
    }

    /** Interrupts all that are in, each on its own event loop. */
    void interruptAll() {
        inFlight.forEach(exchange -> exchange.call().timers().soon(exchange::interrupt));
    }

    /** Returns the calls let in and not yet ended. */
    public int inFlight() {
        return count.get();
    }

    /** Returns how many of them ask for an event stream. */
    public int streamsInFlight() {
        return streams.get();
    }

    private void stepOut() {
        if (count.decrementAndGet() == 0 && closed) {
            idle.countDown();
        }
    }
}
