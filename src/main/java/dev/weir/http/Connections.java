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
 * All connections of the data port: lets none in beyond a bound and gives each its handlers. It sees them as they are
 * accepted, before a byte is read. Safe for any thread.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {
    /** At most 16 KiB for one read: what is held of a request that does not go on pins a whole buffer. */
    private static final RecvByteBufAllocator BUFFERS = new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024);

    private final int most;
    private final Function<Channel, List<ChannelHandler>> handlers;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Lets {@code most} in at the same time, each with handlers of its own that stand before all others, in that order.
     */
    Connections(int most, Function<Channel, List<ChannelHandler>> handlers) {
        this.most = most;
        this.handlers = handlers;
    }

    /** Returns how many are open. */
    public long open() {
        return open.get();
    }

    /** Returns how many were closed as they came, there being too many. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            refused.incrementAndGet();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(_ -> open.decrementAndGet());
        connection.config().setRecvByteBufAllocator(BUFFERS);
        connection.pipeline().addFirst(handlers.apply(connection).toArray(ChannelHandler[]::new));
        listener.fireChannelRead(accepted);
    }
}
