package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.util.HashMap;
import java.util.Map;

/**
 * The room that the open streams of one HTTP/2 connection take for their heads. A stream keeps its head until it is
 * closed, which may be long after its response has ended: what the client's window does not admit waits. Used on the
 * connection's event loop only.
 */
final class HeadsOfStreams extends Http2ConnectionAdapter {
    private static final AttributeKey<HeadsOfStreams> KEY = AttributeKey.valueOf("weir-heads-of-streams");

    private final ByteRoom bytes;
    private final Map<Integer, Long> sizes = new HashMap<>();

    HeadsOfStreams(Http2Connection connection, ByteRoom bytes) {
        this.bytes = bytes;
        connection.addListener(this);
    }

    /** Returns those of the connection, which give back all that is left when the channel closes. */
    static HeadsOfStreams of(Channel channel, ByteRoom bytes) {
        HeadsOfStreams present = channel.attr(KEY).get();
        if (present != null) {
            return present;
        }
        ChannelHandlerContext http2 = channel.pipeline().context(Http2ConnectionHandler.class);
        if (!(http2.handler() instanceof Http2ConnectionHandler handler)) {
            throw new IllegalStateException("the connection speaks no HTTP/2");
        }
        HeadsOfStreams made = new HeadsOfStreams(handler.connection(), bytes);
        channel.attr(KEY).set(made);
        channel.closeFuture().addListener(_ -> made.giveBackAll());
        return made;
    }

    /** Takes room until the stream is closed, and says whether there was any. */
    boolean take(int stream, long size) {
        if (!bytes.tryTake(size)) {
            return false;
        }
        sizes.merge(stream, size, Long::sum);
        return true;
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        Long size = sizes.remove(stream.id());
        if (size != null) {
            bytes.giveBack(size);
        }
    }

    void giveBackAll() {
        sizes.values().forEach(bytes::giveBack);
        sizes.clear();
    }
}
