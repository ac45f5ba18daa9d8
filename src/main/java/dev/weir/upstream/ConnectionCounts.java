package dev.weir.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** The connections to one upstream, those of all event loops together. Safe for use by many threads. */
public final class ConnectionCounts {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger used = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    ConnectionCounts() {}

    /** Returns how many serve a request. */
    public int used() {
        return used.get();
    }

    /** Returns how many are open and serve none. */
    public int idle() {
        return Math.max(0, open.get() - used.get());
    }

    /** Returns how many requests wait for one. */
    public int waiting() {
        return waiting.get();
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void exchangeBegan() {
        used.incrementAndGet();
    }

    void exchangeEnded() {
        used.decrementAndGet();
    }

    void waitBegan() {
        waiting.incrementAndGet();
    }

    void waitEnded() {
        waiting.decrementAndGet();
    }
}
