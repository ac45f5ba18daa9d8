package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * All connections of the data port: lets none in beyond a bound and gives each its watch. It sees them as they are accepted,
 * before a byte is read. Safe for any thread.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {
    private final int most;
    private final Function<Channel, ConnectionDeadlines> watches;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    Connections(int most, Function<Channel, ConnectionDeadlines> watches) {
        this.most = most;
        this.watches = watches;
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
        connection.pipeline().addFirst(watches.apply(connection));
        listener.fireChannelRead(accepted);
    }
}
