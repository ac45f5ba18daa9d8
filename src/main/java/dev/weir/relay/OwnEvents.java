package dev.weir.relay;

import dev.weir.messages.ErrorBody;
import io.vertx.core.buffer.Buffer;

/** The events that Weir itself adds to a stream. */
final class OwnEvents {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");
    private static final Buffer LINE_FEED = Buffer.buffer("\n");

    private OwnEvents() {}

    /** Returns a comment, which no client takes for an event. */
    static Buffer comment() {
        return COMMENT.slice();
    }

    /** Adds a comment. */
    static void addComment(PendingBytes to) {
        to.add(comment());
    }

    /** Adds an error; an unfinished line is ended first, never an unfinished event, which becomes the error. */
    static void addError(PendingBytes to, CutCause cause, String requestId) {
        if (!to.endsLine()) {
            to.add(LINE_FEED.slice());
        }
        to.add(Buffer.buffer(ErrorBody.event(cause.reason().errorType(), cause.message(), requestId)));
    }
}
