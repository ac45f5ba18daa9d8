package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Replaces the HTTP/1 decoder of Vert.x by a {@link RequestDecoder}: when the connection opens or, with TLS, once the
 * handshake has chosen HTTP/1. Vert.x has no setting and no hook for it.
 */
final class ConnectionSetup extends ChannelInboundHandlerAdapter {
    private static final String TLS = "ssl";

    private final RequestDecoder decoder;

    ConnectionSetup(RequestDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(TLS) == null) {
            decoder.install(context.pipeline());
        } else {
            context.pipeline().addAfter(TLS, "weir-handshake", new AfterHandshake(decoder));
        }
        context.pipeline().remove(this);
        context.fireChannelActive();
    }

    /** Waits for the handshake, after which Vert.x adds its handlers. */
    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final RequestDecoder decoder;

        AfterHandshake(RequestDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent) {
                decoder.install(context.pipeline());
                context.pipeline().remove(this);
            }
        }
    }
}
