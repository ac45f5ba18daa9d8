package dev.weir.pipeline;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * What the upstream of a test does with a request once it has read it.
 *
 * @param name for the names of tests
 */
record UpstreamReply(String name, Handler<HttpServerRequest> handler) {
    static final String START = "event: message_start\ndata: {\"message\":{\"id\":\"msg_1\","
            + "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n";
    static final String DELTA = "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"end_turn\"},"
            + "\"usage\":{\"output_tokens\":9}}\n\n";
    static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    static final String ERROR = "event: error\ndata: {\"type\":\"error\"}\n\n";

    /** Responds with a message. */
    static UpstreamReply json() {
        return new UpstreamReply(
                "a JSON message",
                request -> request.response()
                        .end("{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":9}}"));
    }

    /** Responds with an error of this status. */
    static UpstreamReply status(int status) {
        return new UpstreamReply(
                "status " + status,
                request -> request.response().setStatusCode(status).end("{\"type\":\"error\"}"));
    }

    /** Responds with an event stream of these events, and ends it cleanly. */
    static UpstreamReply stream(String name, String events) {
        return new UpstreamReply(name, request -> eventStream(request).end(events));
    }

    /** Responds with a whole event stream. */
    static UpstreamReply stream() {
        return stream("a whole stream", START + DELTA + STOP);
    }

    /** Responds with a stream that begins and goes on for ever. */
    static UpstreamReply openStream() {
        return new UpstreamReply(
                "an open stream",
                request -> eventStream(request).setChunked(true).write(START));
    }

    /** Responds with a stream that begins, and breaks off with its connection. */
    static UpstreamReply brokenStream() {
        return new UpstreamReply(
                "a broken stream",
                request -> eventStream(request)
                        .setChunked(true)
                        .write(START)
                        .onComplete(_ -> request.connection().close()));
    }

    /** Closes the connection in place of a response. */
    static UpstreamReply close() {
        return new UpstreamReply(
                "a closed connection", request -> request.connection().close());
    }

    /** Never responds. */
    static UpstreamReply nothing() {
        return new UpstreamReply("no response", _ -> {});
    }

    void to(HttpServerRequest request) {
        handler.handle(request);
    }

    private static HttpServerResponse eventStream(HttpServerRequest request) {
        return request.response().putHeader("content-type", "text/event-stream");
    }

    @Override
    public String toString() {
        return name;
    }
}
