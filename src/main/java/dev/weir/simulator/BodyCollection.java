package dev.weir.simulator;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Collects the body of one request up to the largest size. */
final class BodyCollection {
    /** The API's limit for messages. Source: Messages API, size limits. */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    private final Handler<CollectedBody> whenRead;
    private final Buffer bytes = Buffer.buffer();
    private boolean done;

    private BodyCollection(Handler<CollectedBody> whenRead) {
        this.whenRead = whenRead;
    }

    /**
     * Calls the handler once, when the body has ended or is known to be too large; never where the client disconnects
     * first.
     */
    static void read(HttpServerRequest request, Handler<CollectedBody> whenRead) {
        BodyCollection reader = new BodyCollection(whenRead);
        request.handler(reader::take);
        request.endHandler(_ -> reader.finish(new CollectedBody.Received(reader.bytes)));
        if (declares(request)) {
            reader.finish(new CollectedBody.TooLarge());
        }
    }

    private static boolean declares(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length != null && (length.length() > 9 || Long.parseLong(length) > MOST_BYTES);
    }

    private void take(Buffer chunk) {
        if (done) {
            return;
        }
        bytes.appendBuffer(chunk);
        if (bytes.length() > MOST_BYTES) {
            finish(new CollectedBody.TooLarge());
        }
    }

    private void finish(CollectedBody body) {
        if (!done) {
            done = true;
            whenRead.handle(body);
        }
    }
}
