package dev.weir.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Bounds the connections of the data port and adds our handlers to each. It runs as a connection is accepted, before a
 * byte is read. Safe for any thread.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {
    /** At most 16 KiB for one read: an incomplete request pins a whole buffer. */
    private static final RecvByteBufAllocator BUFFERS = new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024);

    private final int most;
    private final Function<Channel, List<ChannelHandler>> handlers;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong closedAtOnce = new AtomicLong();

    /**
     * Accepts at most {@code most} connections at the same time; each gets handlers of its own, in that order, before
     * all others.
     */
    Connections(int most, Function<Channel, List<ChannelHandler>> handlers) {
        this.most = most;
        this.handlers = handlers;
    }

    /** Returns how many connections are open. */
    public long open() {
        return open.get();
    }

    /** Returns how many connections were closed at once because there were too many. */
    public long closedAtOnce() {
        return closedAtOnce.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            closedAtOnce.incrementAndGet();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(_ -> open.decrementAndGet());
        connection.config().setRecvByteBufAllocator(BUFFERS);
        connection.pipeline().addFirst(handlers.apply(connection).toArray(ChannelHandler[]::new));
        listener.fireChannelRead(accepted);
    }
}
