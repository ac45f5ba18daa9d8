package dev.weir.http;

import dev.weir.body.MemoryExhaustion;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Closes a connection when the headers of a request take too long, or when it stays idle. It does nothing while a
 * request is served: a response may be silent for minutes.
 *
 * <p>It is the first handler of the connection, before TLS, so that a slow client costs no thread and no parsed byte. A
 * timer is set only for headers that did not come in one read, and one for the idle time. Used on the connection's
 * event loop only.
 */
final class ConnectionDeadlines extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ConnectionDeadlines> KEY = AttributeKey.valueOf("weir.connection-watch");

    private final Channel connection;
    private final long headNanos;
    private final long idleNanos;
    private final LongSupplier clock;
    private DeadlinePhase phase = DeadlinePhase.HEAD;
    private long since;
    private int requests;
    private boolean headAlarm;
    private boolean idleAlarm;
    private boolean multiplexed;

    /** Makes the deadlines of one connection; {@code clock} counts nanoseconds from an arbitrary origin. */
    ConnectionDeadlines(Channel connection, Duration headerTimeout, Duration keepAlive, LongSupplier clock) {
        this.connection = connection;
        this.headNanos = headerTimeout.toNanos();
        this.idleNanos = keepAlive.toNanos();
        this.clock = clock;
    }

    private enum DeadlinePhase {
        /** The headers of a request are awaited: their first byte has come, or the connection is new. */
        HEAD,
        /** At least one request is being served. */
        BUSY,
        /** No request is open. */
        IDLE
    }

    /** Returns the deadlines of a connection; absent for one that was accepted before {@link Listeners} took effect. */
    static Optional<ConnectionDeadlines> of(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? Optional.ofNullable(base.channel().attr(KEY).get())
                : Optional.empty();
    }

    /** Notes that the headers of a request are complete. */
    void requestBegan() {
        requests++;
        phase = DeadlinePhase.BUSY;
    }

    /** Notes that the connection carries many requests at a time (HTTP/2), so that its bytes need not begin one. */
    void multiplexes() {
        multiplexed = true;
    }

    /** Notes that part of the next request's headers arrived before the current request had ended. */
    void headBegan() {
        if (phase == DeadlinePhase.IDLE) {
            enter(DeadlinePhase.HEAD);
            watchHead();
        }
    }

    /** Notes that the response to a request has ended. */
    void requestEnded() {
        requests--;
        if (requests > 0) {
            return;
        }
        enter(DeadlinePhase.IDLE);
        if (!idleAlarm) {
            idleAlarm = true;
            later(idleNanos, this::checkIdle);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(KEY).set(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        enter(DeadlinePhase.HEAD);
        watchHead();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (phase == DeadlinePhase.IDLE && !multiplexed) {
            enter(DeadlinePhase.HEAD);
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (phase == DeadlinePhase.HEAD) {
            watchHead();
        }
    }

    /** Handles failures of reading, above all of allocating the buffer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
        MemoryExhaustion.endIfCauseOf(fault);
        context.fireExceptionCaught(fault);
    }

    private void enter(DeadlinePhase next) {
        phase = next;
        since = clock.getAsLong();
    }

    private void watchHead() {
        if (!headAlarm) {
            headAlarm = true;
            later(headNanos, this::checkHead);
        }
    }

    private void checkHead() {
        headAlarm = false;
        if (phase == DeadlinePhase.HEAD && !closeIfOver(headNanos)) {
            headAlarm = true;
            later(left(headNanos), this::checkHead);
        }
    }

    private void checkIdle() {
        idleAlarm = false;
        if (phase == DeadlinePhase.IDLE && !closeIfOver(idleNanos)) {
            idleAlarm = true;
            later(left(idleNanos), this::checkIdle);
        }
    }

    private boolean closeIfOver(long limit) {
        if (left(limit) > 0) {
            return false;
        }
        var _ = connection.close();
        return true;
    }

    private long left(long limit) {
        return since + limit - clock.getAsLong();
    }

    private void later(long nanos, Runnable check) {
        var _ = connection.eventLoop().schedule(() -> runIfOpen(check), nanos, TimeUnit.NANOSECONDS);
    }

    private void runIfOpen(Runnable check) {
        if (connection.isActive()) {
            check.run();
        }
    }
}
