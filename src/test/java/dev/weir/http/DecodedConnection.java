package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.body.ByteRoom;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection of HTTP/1 whose requests are decoded, and what came out of it. */
final class DecodedConnection {
    /** Bytes that all connections may keep. */
    static final int ROOM = 20_000;

    final ByteRoom room = new ByteRoom(ROOM);
    final AtomicInteger headsBegun = new AtomicInteger();
    final List<HttpRequest> requests = new ArrayList<>();
    final UnreadChannel channel = new UnreadChannel();

    DecodedConnection() {
        HttpServerOptions options = new HttpServerOptions().setMaxHeaderSize(32 * 1024);
        channel.pipeline()
                .addLast("httpDecoder", new VertxHttpRequestDecoder(options))
                .addLast("httpEncoder", new HttpResponseEncoder())
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof HttpRequest request) {
                            requests.add(request);
                        }
                        ReferenceCountUtil.release(message);
                    }
                });
        new RequestDecoder(options, room, headsBegun::incrementAndGet).install(channel.pipeline());
    }

    RequestDecoder decoder() {
        return channel.pipeline().get(RequestDecoder.class);
    }

    void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        channel.runPendingTasks();
    }

    /** Sends a whole response. */
    void respond() {
        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
        channel.runPendingTasks();
    }

    List<String> uris() {
        return requests.stream().map(HttpRequest::uri).toList();
    }

    /** Closes the connection and releases what it holds. */
    void close() {
        channel.finishAndReleaseAll();
    }
}
