package dev.weir.http;

import dev.weir.relay.ClientStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * The response to one request, written to that of Vert.x.
 *
 * <p>A response that goes out before the request has been read closes the connection, after the rest of the request was
 * read and dropped: otherwise clients see a broken pipe instead of the response. A response without a length to a
 * client of HTTP/1.0, which knows no chunks, ends with the connection.
 */
final class ServerStream implements ClientStream {
    private static final String REQUEST_ID = "request-id";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /** Error codes of HTTP/2. Source: RFC 9113, 7. */
    private static final int NO_ERROR = 0;

    private static final int INTERNAL_ERROR = 2;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String requestId;
    private final LingeringClose lingering;
    private final Cors cors;
    private final boolean hasBody;
    private Runnable whenGone = () -> {};
    private boolean begun;
    private boolean closes;
    private boolean ended;
    private boolean gone;

    ServerStream(RoutingContext context, String requestId, LingeringClose lingering, Cors cors) {
        this.context = context;
        this.request = context.request();
        this.response = request.response();
        this.hasBody = hasBody(request);
        this.requestId = requestId;
        this.lingering = lingering;
        this.cors = cors;
        context.addEndHandler(_ -> connectionDone());
    }

    @Override
    public void begin(int status, MultiMap headers) {
        begun = true;
        response.setStatusCode(status);
        response.headers().addAll(headers);
        cors.addTo(response.headers(), request.headers());
        response.headers().set("x-weir-request-id", requestId);
        if (!headers.contains(REQUEST_ID)) {
            response.headers().set(REQUEST_ID, requestId);
        }
        boolean isUnsized =
                !headers.contains(HttpHeaders.CONTENT_LENGTH) && status != NO_CONTENT && status != NOT_MODIFIED;
        if (isUnsized) {
            response.setChunked(true);
        }
        if (isStream()) {
            announceClose();
        } else if (isEarly() || (isUnsized && isHttp10()) || saysClose(headers)) {
            closes = true;
            // At last, as Vert.x sets `keep-alive` for a client of HTTP/1.0 that asks for it
            context.addHeadersEndHandler(_ -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        }
    }

    /**
     * Announces that the connection closes. On HTTP/2, which has no {@code connection} header, a GOAWAY frame does: the
     * client opens another connection while open streams go on.
     */
    private void announceClose() {
        if (response.headers().contains(HttpHeaders.CONNECTION)) {
            response.headers().remove(HttpHeaders.CONNECTION);
            request.connection().goAway(NO_ERROR);
        }
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public void write(Buffer bytes) {
        if (!gone) {
            response.write(bytes);
        }
    }

    @Override
    public Future<Void> end(Buffer bytes) {
        if (gone) {
            return Future.failedFuture("the client has left");
        }
        ended = true;
        boolean early = isEarly();
        Future<Void> end = response.end(bytes);
        if (early) {
            lingering.dropTheRest(request);
        } else if (!request.isEnded()) {
            request.resume();
        }
        return closes && !early ? end.onComplete(_ -> request.connection().close()) : end;
    }

    @Override
    public void cut() {
        if (gone || response.closed()) {
            return;
        }
        ended = true;
        if (isStream()) {
            resetStream();
        } else if (saysWhyItEnds() && !isFull()) {
            request.connection().close();
        } else {
            reset();
        }
    }

    /**
     * Resets the stream. Vert.x itself resets none whose response was written to its end, though nothing of it may have
     * been sent.
     */
    private void resetStream() {
        response.reset(INTERNAL_ERROR);
        ChannelHandlerContext http2 = channel().pipeline().context(Http2ConnectionHandler.class);
        if (response.ended() && http2.handler() instanceof Http2ConnectionHandler handler) {
            var _ = handler.encoder().writeRstStream(http2, response.streamId(), INTERNAL_ERROR, http2.newPromise());
            http2.flush();
        }
    }

    /** Returns whether the body itself shows that it is incomplete: an event stream does, by its last event. */
    private boolean saysWhyItEnds() {
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /**
     * Ends the connection with a reset. A proxy in front would take a plain close for the end of a whole response, and
     * TLS sends a close notification before it closes. A socket that is closed already, as by {@link WriteDeadline},
     * takes no option.
     */
    private void reset() {
        Channel channel = channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.pipeline().firstContext().close();
        }
    }

    private Channel channel() {
        return ((ConnectionBase) request.connection()).channel();
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable handler) {
        response.drainHandler(_ -> handler.run());
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public void onGone(Runnable handler) {
        whenGone = handler;
        if (gone) {
            handler.run();
        }
    }

    private static boolean saysClose(MultiMap headers) {
        return headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
    }

    private boolean isHttp10() {
        return request.version() == HttpVersion.HTTP_1_0;
    }

    /** Returns whether the client has not sent everything that it announced. */
    private boolean isEarly() {
        return !request.isEnded() && hasBody;
    }

    /** Returns whether the request is a stream of HTTP/2, one of many on its connection. */
    private boolean isStream() {
        return request.version() == HttpVersion.HTTP_2;
    }

    private static boolean hasBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private void connectionDone() {
        if (!ended) {
            ended = true;
            gone = true;
            whenGone.run();
        }
    }
}
