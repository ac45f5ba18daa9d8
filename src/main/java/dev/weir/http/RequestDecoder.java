package dev.weir.http;

import dev.weir.body.ByteRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Reads the requests of one HTTP/1 connection, one at a time: the next one only after the socket has taken the whole
 * last response. The decoder of Vert.x would read and keep every pipelined request, and its response too.
 *
 * <p>Headers are bounded by {@link #MAX_HEADERS}, pipelined bytes by {@link #MAX_AHEAD}: a client that sends more gets
 * the current response, and then the connection ends. Above {@link KeptBytes#FREE} bytes they take room that all
 * connections share, headers until their request is over; headers without room end the connection. Used on its event
 * loop only.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    /** Header lines of one request; more get a 431. Apache httpd and Envoy allow as many by default. */
    static final int MAX_HEADERS = 100;

    /** Bytes that a client may send ahead of a response. */
    static final int MAX_AHEAD = 64 * 1024;

    static final String NAME = "httpDecoder";

    /** A target that nothing serves, as HTTP does not allow it. */
    private static final String NOT_ALLOWED = "/\u0080";

    /** The shortest header line is a name, a colon and the end of the line. */
    private static final int SHORTEST_HEADER = 4;

    /** Bytes of a head that are read before its headers are counted. */
    private static final int LINES_AT_ONCE = 1024;

    private final KeptBytes keptBytes;
    private final Runnable headBegan;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
    private ReadingState reading = ReadingState.HEAD;
    private boolean versionServed = true;
    private boolean responding;
    private boolean unflushed;
    private boolean waiting;
    private int headBytes;
    private int servedBytes;

    /**
     * Makes the decoder of one connection.
     *
     * @param room for headers of requests and pipelined bytes, shared by all connections
     * @param headBegan run when pipelined headers have arrived in part, as no further byte may follow
     */
    RequestDecoder(HttpServerOptions options, ByteRoom room, Runnable headBegan) {
        super(options);
        this.keptBytes = new KeptBytes(room);
        this.headBegan = headBegan;
    }

    /** Returns whether the version of the last request is served. */
    boolean isVersionServed() {
        return versionServed;
    }

    /** Replaces the decoder of Vert.x, where a connection speaks HTTP/1. */
    void install(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) instanceof VertxHttpRequestDecoder) {
            pipeline.replace(NAME, NAME, this);
            pipeline.addAfter("httpEncoder", "weir-responses", new Responses());
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        versionServed = RequestVersion.isServed(initialLine[2]);
        if (!versionServed) {
            initialLine[2] = RequestVersion.HTTP_1_1; // the response is of this one
        }
        if (!HttpUtil.isEncodingSafeStartLineToken(initialLine[1])) {
            initialLine[1] = NOT_ALLOWED; // Netty would reject it, outside the envelope
        }
        HttpMessage message = super.createMessage(initialLine);
        headers = message.headers();
        return message;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        switch (reading) {
            case HEAD -> decodeHead(context, in, out);
            case BODY -> {
                int before = out.size();
                super.decode(context, in, out);
                note(out, before);
            }
            case AHEAD -> {
                if (mayReadNext(context)) {
                    reading = ReadingState.HEAD;
                    decodeHead(context, in, out);
                } else if (in.readableBytes() > MAX_AHEAD) {
                    readNoMore(context);
                }
            }
            case NOTHING -> in.skipBytes(in.readableBytes());
        }
    }

    private void decodeHead(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int readable = in.readableBytes();
        int before = out.size();
        decodeLines(context, in, out);
        headBytes += readable - in.readableBytes();
        if (headBytes > MAX_HEADERS * SHORTEST_HEADER && HeaderLimit.isExceeded(headers)) {
            rejectHead(out);
        } else {
            note(out, before);
        }
    }

    /** Reads few lines at a time, so that headers beyond the bound cost no time, but a line as long as it is. */
    private void decodeLines(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int start = in.readerIndex();
        int end = in.writerIndex();
        in.writerIndex(Math.min(end, start + LINES_AT_ONCE));
        super.decode(context, in, out);
        in.writerIndex(end);
        if (in.readerIndex() == start && out.isEmpty()) {
            super.decode(context, in, out);
        }
    }

    /** Makes Vert.x send a 431 and end the connection, as for headers that are too large. */
    private void rejectHead(List<Object> out) {
        out.clear();
        out.add(HeaderLimit.rejected());
        headers = EmptyHttpHeaders.INSTANCE;
        responding = true;
        reading = ReadingState.NOTHING;
    }

    private void note(List<Object> out, int from) {
        for (int index = from; index < out.size(); index++) {
            if (reading == ReadingState.HEAD) {
                reading = ReadingState.BODY;
                headers = EmptyHttpHeaders.INSTANCE;
                servedBytes = headBytes;
                headBytes = 0;
                responding = true;
            }
            if (out.get(index) instanceof LastHttpContent) {
                reading = ReadingState.AHEAD;
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        account(context);
        proceed(context);
    }

    /** Takes room for the kept bytes, or gives back what is no longer needed. */
    private void account(ChannelHandlerContext context) {
        if (keptBytes.keep(kept())) {
            return;
        }
        if (reading == ReadingState.AHEAD) {
            readNoMore(context);
        } else {
            var _ = context.close();
        }
    }

    private int kept() {
        return switch (reading) {
            case HEAD -> headBytes + actualReadableBytes();
            case BODY -> servedBytes;
            case AHEAD -> actualReadableBytes() + (responding ? servedBytes : 0);
            case NOTHING -> responding ? servedBytes : 0;
        };
    }

    /** Drops what was sent ahead and all that follows. It is still read, so that a disconnect is noticed. */
    private void readNoMore(ChannelHandlerContext context) {
        reading = ReadingState.NOTHING;
        account(context);
        if (!responding) {
            closeOnceTaken(context);
        }
    }

    /** Returns whether the last response has ended and the socket has taken all of it. */
    private boolean mayReadNext(ChannelHandlerContext context) {
        return !responding && !unflushed && !waiting && WriteDeadline.isTaken(context);
    }

    /** Reads the next request, in a turn of its own, if one was sent ahead and may be read. */
    private void proceed(ChannelHandlerContext context) {
        if (reading != ReadingState.AHEAD || responding || unflushed || waiting) {
            return;
        }
        boolean nothingAhead = actualReadableBytes() == 0;
        if (nothingAhead && WriteDeadline.isTaken(context)) {
            reading = ReadingState.HEAD;
        } else if (!nothingAhead) {
            waiting = true;
            if (WriteDeadline.isTaken(context)) {
                readNextSoon(context);
            } else {
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> readNextSoon(context));
            }
        }
    }

    /** In a later turn: Netty tells of a write that is done while it still counts its bytes as pending. */
    private void readNextSoon(ChannelHandlerContext context) {
        context.executor().execute(() -> readNext(context));
    }

    private void readNext(ChannelHandlerContext context) {
        waiting = false;
        if (reading != ReadingState.AHEAD || context.isRemoved()) {
            return;
        }
        try {
            channelRead(context, Unpooled.EMPTY_BUFFER);
            channelReadComplete(context);
        } catch (Exception fault) {
            context.fireExceptionCaught(fault);
        }
        if (reading == ReadingState.HEAD && kept() > 0) {
            headBegan.run();
        }
    }

    private static void closeOnceTaken(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        super.handlerRemoved0(context);
        keptBytes.release();
    }

    /** Notices the end of each response. */
    private final class Responses extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isInterim(message)) {
                responding = false;
                unflushed = true;
            }
            var _ = context.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            context.flush();
            if (unflushed) {
                unflushed = false;
                if (reading == ReadingState.NOTHING) {
                    closeOnceTaken(context);
                } else {
                    ChannelHandlerContext decoding = context.pipeline().context(RequestDecoder.this);
                    account(decoding);
                    proceed(decoding);
                }
            }
        }

        private static boolean isInterim(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
