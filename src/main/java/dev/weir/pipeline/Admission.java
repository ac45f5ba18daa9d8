package dev.weir.pipeline;

import dev.weir.pipeline.KeyShares.KeyShare;
import dev.weir.policy.ApiKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The exchanges in flight, and their bound. Safe for use by many threads. */
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

    /** Admits an exchange, or returns the error response with which it is rejected. */
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

    /** Counts an admitted exchange as an event stream, until it leaves. */
    void streamRequested() {
        streams.incrementAndGet();
    }

    /** Counts an exchange as ended; does nothing if it was not admitted. */
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

    /** Admits no further exchange; the latch opens when the last one has left. */
    CountDownLatch close() {
        closed = true;
        if (count.get() == 0) {
            idle.countDown();
        }
        return idle;
    }

    /** Interrupts all exchanges in flight, each on its own event loop. */
    void interruptAll() {
        inFlight.keySet().forEach(exchange -> exchange.request().timers().soon(exchange.interruption()::request));
    }

    /** Returns how many exchanges are in flight. */
    public int inFlight() {
        return count.get();
    }

    /** Returns how many of them are event streams. */
    public int streamsInFlight() {
        return streams.get();
    }

    private void stepOut() {
        if (count.decrementAndGet() == 0 && closed) {
            idle.countDown();
        }
    }
}
