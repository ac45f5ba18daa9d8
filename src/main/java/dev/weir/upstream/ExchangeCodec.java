package dev.weir.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP/1.1 codec of one upstream connection, in place of Netty's own in the client of Vert.x. It keeps every byte
 * of an exchange out of all others.
 *
 * <p>It skips interim responses, which Vert.x takes for final ones (source: RFC 9110, 15.2: a client must be able to
 * parse one or more before the final response). It closes a connection whose response ends with bytes left over or
 * before the whole request was sent, and one that sends without a request: such bytes would become the response to
 * another request. Used on the connection's event loop only.
 */
final class ExchangeCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {
    private static final int LOWEST_FINAL_STATUS = 200;
    private static final int HIGHEST_STATUS = 599;

    private final UpstreamConnections connections;
    private final long openedNanos = System.nanoTime();
    private Optional<ChannelHandlerContext> context = Optional.empty();
    private Optional<HttpResponse> response = Optional.empty();
    private int exchanges;
    private boolean open;
    private boolean toHead;
    private boolean sent;
    private boolean reading;

    private ExchangeCodec(UpstreamConnections connections, HttpDecoderConfig config) {
        this.connections = connections;
        init(new ResponseDecoder(config), new HttpRequestEncoder());
    }

    /** Replaces the codec of a connection that has just been opened. */
    static void install(HttpConnection connection, UpstreamConnections connections, HttpDecoderConfig config) {
        ConnectionBase base = (ConnectionBase) connection;
        base.channelHandlerContext().pipeline().replace("codec", "codec", new ExchangeCodec(connections, config));
        // A write that fails must not throw away a response that was received before
        base.channel().config().setAutoClose(false);
    }

    /** Returns the codec of a connection. */
    static ExchangeCodec of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(ExchangeCodec.class);
    }

    /** Returns whether this connection is being read just now; only after the read is it known to be usable. */
    boolean isReading() {
        return reading;
    }

    /** Whether the connection has served an exchange before, and was idle since. */
    boolean isReused() {
        return exchanges > 0;
    }

    /**
     * Returns whether a request may be sent. Reads first what the machine has received meanwhile: a connection that has
     * ended, or sent something while idle, must not be used; nor one that is old, so that the upstream's name is
     * resolved again. A new connection is usable; faults of it show in its exchange.
     */
    boolean isUsable() {
        if (exchanges == 0) {
            return true;
        }
        ChannelHandlerContext here = context.orElseThrow();
        if (System.nanoTime() - openedNanos >= connections.connectionAge().toNanos()) {
            close();
            return false;
        }
        if (here.channel().isActive() && here.channel().unsafe() instanceof AbstractNioChannel.NioUnsafe nio) {
            nio.read();
        }
        return here.channel().isActive();
    }

    /** Returns a task that closes the connection during the next exchange, and does nothing afterwards. */
    Runnable abortOfNext() {
        int number = exchanges + 1;
        return () -> {
            if (open && exchanges == number) {
                close();
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = Optional.of(added);
        super.handlerAdded(added);
    }

    @Override
    public void write(ChannelHandlerContext here, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise written = promise;
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof LastHttpContent) {
            int number = exchanges;
            written = promise.unvoid().addListener(done -> sent |= done.isSuccess() && number == exchanges);
        }
        super.write(here, message, written);
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object bytes) throws Exception {
        reading = true;
        super.channelRead(here, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext here) throws Exception {
        reading = false;
        super.channelReadComplete(here);
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) throws Exception {
        super.channelInactive(here);
        if (open) {
            end();
        }
    }

    private void begin(HttpRequest request) {
        exchanges++;
        open = true;
        toHead = HttpMethod.HEAD.equals(request.method());
        sent = false;
        connections.exchangeBegan();
    }

    private void end() {
        open = false;
        connections.exchangeEnded();
    }

    /**
     * Ends the exchange; if the request was not sent to its end, Vert.x learns that the connection cannot be used
     * again.
     */
    private void responseEnded() {
        end();
        if (!sent) {
            response.ifPresent(head -> head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE));
            // After Vert.x has seen the end; its own close would wait for the rest of the request to be taken
            context.orElseThrow().executor().execute(this::close);
        }
        response = Optional.empty();
    }

    private void close() {
        var _ = context.orElseThrow().close();
    }

    /** Reads responses, one for each exchange. */
    private final class ResponseDecoder extends HttpResponseDecoder {
        ResponseDecoder(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        protected void decode(ChannelHandlerContext here, ByteBuf bytes, List<Object> messages) throws Exception {
            if (!open) {
                bytes.skipBytes(bytes.readableBytes());
                close();
                return;
            }
            int before = messages.size();
            super.decode(here, bytes, messages);
            if (messages.size() > before) {
                decoded(here, bytes, messages, before);
            }
        }

        private void decoded(ChannelHandlerContext here, ByteBuf bytes, List<Object> messages, int first) {
            if (messages.get(first) instanceof HttpResponse head
                    && head.decoderResult().isSuccess()) {
                if (isInterim(head.status())) {
                    removeFrom(messages, first);
                    return;
                }
                if (!isUsable(head)) {
                    removeFrom(messages, first);
                    bytes.skipBytes(bytes.readableBytes());
                    here.fireExceptionCaught(new DecoderException("unusable response head"));
                    return;
                }
                response = Optional.of(head);
            }
            if (messages.getLast() instanceof LastHttpContent last
                    && last.decoderResult().isSuccess()) {
                responseEnded();
            }
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage head) {
            boolean isFinal = head instanceof HttpResponse response
                    && response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
            return (toHead && isFinal) || super.isContentAlwaysEmpty(head);
        }

        private static boolean isInterim(HttpResponseStatus status) {
            return status.codeClass() == HttpStatusClass.INFORMATIONAL
                    && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        }

        private static boolean isUsable(HttpResponse head) {
            int status = head.status().code();
            String coding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
            return status >= LOWEST_FINAL_STATUS
                    && status <= HIGHEST_STATUS
                    && (coding == null || HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding));
        }

        private static void removeFrom(List<Object> messages, int first) {
            while (messages.size() > first) {
                ReferenceCountUtil.release(messages.removeLast());
            }
        }
    }
}
