package dev.weir.pipeline;

import dev.weir.pipeline.KeyShares.KeyShare;
import dev.weir.policy.ApiKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Which exchanges are in flight, and whether one more may be; safe for use by many threads. */
public final class Admission {
    private final int maxInFlight;
    private final KeyShares shares;
    private final Map<Exchange, KeyShare> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final CountDownLatch idle = new CountDownLatch(1);
    private volatile boolean closed;

    /** Allows {@code maxInFlight} exchanges at the same time, and each key its share. */
    public Admission(int maxInFlight, KeyShares shares) {
        this.maxInFlight = maxInFlight;
        this.shares = shares;
    }

    /** Lets an exchange in, unless there is a reason to reject it, which is returned. */
    Optional<ErrorResponse> enter(Exchange exchange, ApiKey key) {
        if (count.incrementAndGet() > maxInFlight) {
            stepOut();
            return Optional.of(ErrorResponse.overloaded());
        }
        if (closed) {
            stepOut();
            return Optional.of(ErrorResponse.draining());
        }
        KeyShare share = shares.of(key);
        if (!share.enter()) {
            stepOut();
            return Optional.of(ErrorResponse.requestShareUsedUp());
        }
        inFlight.put(exchange, share);
        return Optional.empty();
    }

    /** Counts one that was let in as asking for an event stream, until it leaves. */
    void streamRequested() {
        streams.incrementAndGet();
    }

    /** Counts an exchange as ended; does nothing where it was not let in. */
    void leave(Exchange exchange) {
        KeyShare share = inFlight.remove(exchange);
        if (share == null) {
            return;
        }
        share.leave();
        if (exchange.expectsStream()) {
            streams.decrementAndGet();
        }
        stepOut();
    }

    /** Lets none in any more; the latch opens when the last has left. */
    CountDownLatch close() {
        closed = true;
        if (count.get() == 0) {
            idle.countDown();
        }
        return idle;
    }

    /** Interrupts all that are in, each on its own event loop. */
    void interruptAll() {
        inFlight.keySet().forEach(exchange -> exchange.request().timers().soon(exchange.interruption()::request));
    }

    /** Returns how many were let in and have not ended. */
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
