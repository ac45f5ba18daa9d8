package dev.weir.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Closes a connection whose client does not read: the socket must take what was written and flushed within a time.
 *
 * <p>It is the first handler of the connection, before TLS. Bytes that the socket takes at once, the usual case, cost
 * one comparison. Otherwise an empty write behind them completes when they are gone, and one timer checks that it has.
 * Used on the event loop only.
 */
final class WriteDeadline extends ChannelOutboundHandlerAdapter {
    private final long stallNanos;
    private final LongSupplier clock;
    private long since;
    private boolean untaken;
    private boolean alarm;

    /** Makes a deadline; {@code clock} counts nanoseconds from an arbitrary origin. */
    WriteDeadline(Duration clientStall, LongSupplier clock) {
        this.stallNanos = clientStall.toNanos();
        this.clock = clock;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (!untaken) {
            check(context);
        }
    }

    private void check(ChannelHandlerContext context) {
        untaken = !isTaken(context);
        if (untaken) {
            since = clock.getAsLong();
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> checkSoon(context));
            if (!alarm) {
                alarm = true;
                later(context, stallNanos);
            }
        }
    }

    /** In a later turn: Netty tells of a write that is done while it still counts its bytes as pending. */
    private void checkSoon(ChannelHandlerContext context) {
        context.executor().execute(() -> check(context));
    }

    private void later(ChannelHandlerContext context, long nanos) {
        var _ = context.executor().schedule(() -> closeIfOver(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void closeIfOver(ChannelHandlerContext context) {
        long left = since + stallNanos - clock.getAsLong();
        alarm = untaken && left > 0;
        if (alarm) {
            later(context, left);
        } else if (untaken) {
            var _ = context.close();
        }
    }

    /** Whether the socket has taken all that was written to a connection. */
    static boolean isTaken(ChannelHandlerContext context) {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return pending == null || pending.totalPendingWriteBytes() == 0;
    }
}
