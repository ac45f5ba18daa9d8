package dev.weir.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/** How many calls are served now, and whether one more may be; safe for use by many threads. */
public final class Admission {
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    /** Allows {@code maxInFlight} calls at the same time. */
    public Admission(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** Lets one more call in if there is room, and says whether there was; who was let in leaves once. */
    boolean tryEnter() {
        if (inFlight.incrementAndGet() <= maxInFlight) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    /** Counts a call that was let in as one that asks for an event stream, until it leaves. */
    void streams() {
        streams.incrementAndGet();
    }

    void leave(Exchange exchange) {
        inFlight.decrementAndGet();
        if (exchange.expectsStream()) {
            streams.decrementAndGet();
        }
    }

    /** Returns the calls let in and not yet ended. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Returns how many of them ask for an event stream. */
    public int streamsInFlight() {
        return streams.get();
    }
}
