package dev.weir.relay;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The deadlines of one relayed response, with a single timer that is set again only when it fires: bytes that flow cost
 * no timer.
 */
final class RelayTimer {
    private static final long LONGEST_WAIT_FOR_AN_EVENT = Duration.ofSeconds(15).toNanos();
    private static final long LONGEST_WAIT_FOR_THE_END = Duration.ofSeconds(1).toNanos();
    private static final long SHORTEST_DELAY = Duration.ofMillis(1).toNanos();

    private final RelayTimes times;
    private final Timers timers;
    private final Consumer<Expiry> onExpiry;
    private final long head;
    private OptionalLong timer = OptionalLong.empty();
    private long plannedFor;
    private OptionalLong firstByte = OptionalLong.empty();
    private OptionalLong firstSent = OptionalLong.empty();
    private long lastByte;
    private long lastMove;
    private OptionalLong fullSince = OptionalLong.empty();
    private OptionalLong completeSince = OptionalLong.empty();
    private boolean committed;
    private boolean stopped;

    RelayTimer(RelayTimes times, Timers timers, Consumer<Expiry> onExpiry) {
        this.times = times;
        this.timers = timers;
        this.onExpiry = onExpiry;
        this.head = timers.nanos();
        this.lastByte = head;
        this.lastMove = head;
    }

    /** The deadline that has passed. */
    enum Expiry {
        /** No event has ended yet, and the client has waited long enough for the headers. */
        COMMIT_DUE,
        /** The response is complete, but the upstream has not ended it for a while. */
        END_DUE,
        /** Nothing was sent for a while. */
        COMMENT_DUE,
        /** The client has read nothing for too long. */
        CLIENT_STALLED,
        /** The upstream has sent nothing for too long. */
        UPSTREAM_IDLE,
        /** The response has taken longer than it may. */
        TOTAL_EXCEEDED,
        /** The client has left, and the usage has not come in time. */
        READ_ON_OVER
    }

    void start() {
        if (!stopped) {
            plan(timers.nanos());
        }
    }

    void received() {
        lastByte = timers.nanos();
        lastMove = lastByte;
        if (firstByte.isEmpty()) {
            firstByte = OptionalLong.of(lastByte);
        }
    }

    void sent() {
        lastMove = timers.nanos();
        if (firstSent.isEmpty() && firstByte.isPresent()) {
            firstSent = OptionalLong.of(lastMove);
        }
    }

    void committed() {
        committed = true;
        replan();
    }

    /** Notes that the response is complete. */
    void complete() {
        if (completeSince.isEmpty()) {
            completeSince = OptionalLong.of(timers.nanos());
            replan();
        }
    }

    void full() {
        if (fullSince.isEmpty()) {
            fullSince = OptionalLong.of(timers.nanos());
            replan();
        }
    }

    /**
     * Notes that the client has caught up, and returns whether it was behind. The upstream's silence counts from now.
     */
    boolean drained() {
        boolean wasFull = fullSince.isPresent();
        if (wasFull) {
            fullSince = OptionalLong.empty();
            lastByte = timers.nanos();
            lastMove = lastByte;
            replan();
        }
        return wasFull;
    }

    void stop() {
        stopped = true;
        timer.ifPresent(timers::cancel);
    }

    /** Puts the wait for the usage, once the client has left, in place of all other deadlines. */
    void readOn() {
        stop();
        Duration wait = Duration.ofNanos(times.readOn());
        timer = OptionalLong.of(timers.after(wait, () -> onExpiry.accept(Expiry.READ_ON_OVER)));
    }

    /** Returns when the first bytes came, by the timers' clock; absent while none has. */
    OptionalLong firstByteNanos() {
        return firstByte;
    }

    /** Returns when the first bytes were handed to the client, by the timers' clock; absent while none were. */
    OptionalLong firstSentNanos() {
        return firstSent;
    }

    private void check() {
        timer = OptionalLong.empty();
        long now = timers.nanos();
        if (now - head >= times.total()) {
            onExpiry.accept(Expiry.TOTAL_EXCEEDED);
        } else if (completeSince.isPresent() && now - completeSince.getAsLong() >= LONGEST_WAIT_FOR_THE_END) {
            onExpiry.accept(Expiry.END_DUE);
        } else if (fullSince.isPresent() && now - fullSince.getAsLong() >= times.clientStall()) {
            onExpiry.accept(Expiry.CLIENT_STALLED);
        } else if (fullSince.isEmpty() && now - lastByte >= times.idle()) {
            onExpiry.accept(Expiry.UPSTREAM_IDLE);
        } else if (!committed && now - head >= LONGEST_WAIT_FOR_AN_EVENT) {
            onExpiry.accept(Expiry.COMMIT_DUE);
        } else if (committed && fullSince.isEmpty() && now - lastMove >= times.comment()) {
            lastMove = now;
            onExpiry.accept(Expiry.COMMENT_DUE);
        }
        if (!stopped) {
            plan(now);
        }
    }

    /** Sets the timer again if a changed deadline comes before it fires. */
    private void replan() {
        long now = timers.nanos();
        if (timer.isPresent() && next() < plannedFor) {
            timers.cancel(timer.getAsLong());
            plan(now);
        }
    }

    private void plan(long now) {
        plannedFor = Math.max(now + SHORTEST_DELAY, next());
        timer = OptionalLong.of(timers.after(Duration.ofNanos(plannedFor - now), this::check));
    }

    private long next() {
        long end =
                completeSince.isPresent() ? completeSince.getAsLong() + LONGEST_WAIT_FOR_THE_END : head + times.total();
        if (fullSince.isPresent()) {
            return Math.min(end, fullSince.getAsLong() + times.clientStall());
        }
        long event = committed ? lastMove + times.comment() : head + LONGEST_WAIT_FOR_AN_EVENT;
        return Math.min(end, Math.min(lastByte + times.idle(), event));
    }
}
