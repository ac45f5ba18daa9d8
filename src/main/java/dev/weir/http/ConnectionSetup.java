package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Adds what counts the bytes of request headers: when the connection opens or, with TLS, once the handshake has chosen
 * the protocol. For HTTP/1 it replaces the decoder of Vert.x by a {@link RequestDecoder}, for HTTP/2 it adds
 * {@link HeaderBlocks}. Vert.x has no setting and no hook for it.
 */
final class ConnectionSetup extends ChannelInboundHandlerAdapter {
    private static final String TLS = "ssl";
    private static final String HTTP_2 = "h2";

    private final RequestDecoder decoder;
    private final ByteRoom room;

    /** Makes the setup of one connection; header blocks of HTTP/2 take from {@code room}. */
    ConnectionSetup(RequestDecoder decoder, ByteRoom room) {
        this.decoder = decoder;
        this.room = room;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(TLS) == null) {
            decoder.install(context.pipeline());
        } else {
            context.pipeline().addAfter(TLS, "weir-handshake", new AfterHandshake());
        }
        context.pipeline().remove(this);
        context.fireChannelActive();
    }

    /** Waits for the handshake, upon which Vert.x adds its handlers. */
    private final class AfterHandshake extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent) {
                ChannelPipeline pipeline = context.pipeline();
                if (pipeline.get(TLS) instanceof SslHandler tls && HTTP_2.equals(tls.applicationProtocol())) {
                    pipeline.addAfter(TLS, "weir-header-blocks", new HeaderBlocks(room));
                } else {
                    decoder.install(pipeline);
                }
                pipeline.remove(this);
            }
        }
    }
}
