package dev.weir.relay;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Watches the time while one answer is relayed, with one timer that is set anew only when it goes off: bytes that flow cost
 * no timer.
 */
final class RelayTimer {
    private static final long LONGEST_WAIT_FOR_AN_EVENT = Duration.ofSeconds(15).toNanos();
    private static final long SHORTEST_DELAY = Duration.ofMillis(1).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final RelayTimes patience;
    private final Timers timers;
    private final Consumer<Finding> finder;
    private final long head;
    private long timer = NEVER;
    private long plannedFor;
    private long firstByte = NEVER;
    private long firstSent = NEVER;
    private long lastByte;
    private long lastMove;
    private long fullSince = NEVER;
    private boolean committed;
    private boolean stopped;

    RelayTimer(RelayTimes patience, Timers timers, Consumer<Finding> finder) {
        this.patience = patience;
        this.timers = timers;
        this.finder = finder;
        this.head = timers.nanos();
        this.lastByte = head;
        this.lastMove = head;
    }

    /** What the watch has found. */
    enum Finding {
        /** No event has ended yet, and the client has waited long enough for the head. */
        NO_EVENT_YET,
        /** Nothing has moved for a while. */
        COMMENT_DUE,
        /** The client does not read. */
        CLIENT_STALLED,
        /** The upstream sends nothing. */
        UPSTREAM_SILENT,
        /** The answer does not end. */
        TOO_LONG
    }

    void start() {
        plan(timers.nanos());
    }

    void received() {
        lastByte = timers.nanos();
        lastMove = lastByte;
        if (firstByte == NEVER) {
            firstByte = lastByte;
        }
    }

    void sent() {
        lastMove = timers.nanos();
        if (firstSent == NEVER && firstByte != NEVER) {
            firstSent = lastMove;
        }
    }

    void committed() {
        committed = true;
        lookSooner();
    }

    void full() {
        if (fullSince == NEVER) {
            fullSince = timers.nanos();
            lookSooner();
        }
    }

    /** Notes that the client has caught up, and says whether it had to. The upstream's silence counts from now. */
    boolean drained() {
        boolean wasFull = fullSince != NEVER;
        if (wasFull) {
            fullSince = NEVER;
            lastByte = timers.nanos();
            lastMove = lastByte;
            lookSooner();
        }
        return wasFull;
    }

    void stop() {
        stopped = true;
        if (timer != NEVER) {
            timers.cancel(timer);
        }
    }

    /** Returns when the first bytes came, by the timers' clock; −1 while none has. */
    long firstByteNanos() {
        return firstByte == NEVER ? -1 : firstByte;
    }

    /** Returns when the first bytes were handed to the client, by the timers' clock; −1 while none were. */
    long firstSentNanos() {
        return firstSent == NEVER ? -1 : firstSent;
    }

    private void look() {
        timer = NEVER;
        long now = timers.nanos();
        if (now - head >= patience.total()) {
            finder.accept(Finding.TOO_LONG);
        } else if (fullSince != NEVER && now - fullSince >= patience.clientStall()) {
            finder.accept(Finding.CLIENT_STALLED);
        } else if (fullSince == NEVER && now - lastByte >= patience.idle()) {
            finder.accept(Finding.UPSTREAM_SILENT);
        } else if (!committed && now - head >= LONGEST_WAIT_FOR_AN_EVENT) {
            finder.accept(Finding.NO_EVENT_YET);
        } else if (committed && fullSince == NEVER && now - lastMove >= patience.comment()) {
            lastMove = now;
            finder.accept(Finding.COMMENT_DUE);
        }
        if (!stopped) {
            plan(now);
        }
    }

    /** Sets the timer anew where what has changed is due before it goes off. */
    private void lookSooner() {
        long now = timers.nanos();
        if (timer != NEVER && next() < plannedFor) {
            timers.cancel(timer);
            plan(now);
        }
    }

    private void plan(long now) {
        plannedFor = Math.max(now + SHORTEST_DELAY, next());
        timer = timers.after(Duration.ofNanos(plannedFor - now), this::look);
    }

    private long next() {
        long end = head + patience.total();
        if (fullSince != NEVER) {
            return Math.min(end, fullSince + patience.clientStall());
        }
        long event = committed ? lastMove + patience.comment() : head + LONGEST_WAIT_FOR_AN_EVENT;
        return Math.min(end, Math.min(lastByte + patience.idle(), event));
    }
}
