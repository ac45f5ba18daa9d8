package dev.weir.simulator;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A response to send.
 *
 * @param status HTTP status
 * @param headers headers besides those of every response
 * @param body the writes of the body without faults
 * @param streamed whether the length of the body is left open
 */
record Reply(int status, Map<String, String> headers, List<Buffer> body, boolean streamed) {
    private static final String CONTENT_TYPE = "content-type";

    Reply {
        headers = Map.copyOf(headers);
        body = List.copyOf(body);
    }

    /** A JSON body. */
    static Reply json(int status, Buffer body) {
        return new Reply(status, Map.of(CONTENT_TYPE, "application/json"), List.of(body), false);
    }

    /** An event stream. */
    static Reply events(List<Buffer> frames) {
        Map<String, String> headers =
                Map.of(CONTENT_TYPE, "text/event-stream; charset=utf-8", "cache-control", "no-cache");
        return new Reply(200, headers, frames, true);
    }

    /** An empty body. */
    static Reply empty() {
        return new Reply(200, Map.of(), List.of(), false);
    }

    /** An error in the API's envelope. */
    static Reply error(ApiError error, String requestId) {
        Reply reply = json(error.status(), Json.buffer(error.envelope(requestId)));
        return reply.with(error.headers());
    }

    /** An error page as the network in front of the API makes them. */
    static Reply page(int status) {
        String html = "<html><head><title>" + status + "</title></head><body><center><h1>" + status
                + "</h1></center><hr><center>cloudflare</center></body></html>\r\n";
        return new Reply(status, Map.of(CONTENT_TYPE, "text/html"), List.of(Buffer.buffer(html)), false);
    }

    /** The same reply with more headers. */
    Reply with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Reply(status, all, body, streamed);
    }

    /** The bytes of the body. */
    int length() {
        return body.stream().mapToInt(Buffer::length).sum();
    }
}
