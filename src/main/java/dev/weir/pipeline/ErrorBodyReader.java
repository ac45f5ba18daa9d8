package dev.weir.pipeline;

import dev.weir.messages.ErrorFacts;
import dev.weir.relay.Timers;
import dev.weir.upstream.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * Reads the body of an error response before anything of it is relayed, as what it says decides about a retry.
 * What was read is relayed all the same, byte for byte. Bounded: of a body that is longer than 64 KiB, or takes
 * longer than two seconds, only the status counts. Used on one event loop only.
 */
final class ErrorBodyReader {
    private static final int LONGEST_BODY = 64 * 1024;
    private static final Duration LONGEST_TIME = Duration.ofSeconds(2);

    private final UpstreamResponse response;
    private final ReplayedBody body;
    private final Promise<ReadError> read = Promise.promise();

    /**
     * An error response.
     *
     * @param response the same, its body not yet passed on
     * @param body as far as it was read; whole where {@code error} is an envelope
     */
    record ReadError(UpstreamResponse response, ErrorFacts error, Buffer body) {}

    private ErrorBodyReader(UpstreamResponse response) {
        this.response = response;
        this.body = new ReplayedBody(response.body());
    }

    /** Reads; never fails. */
    static Future<ReadError> read(UpstreamResponse response, Timers timers) {
        ErrorBodyReader reader = new ErrorBodyReader(response);
        reader.begin();
        if (!reader.read.future().isComplete()) {
            long timer = timers.after(LONGEST_TIME, () -> reader.done(ErrorFacts.NONE));
            reader.read.future().onComplete(_ -> timers.cancel(timer));
        }
        return reader.read.future();
    }

    private void begin() {
        response.body().exceptionHandler(fault -> {
            body.failed(fault);
            done(ErrorFacts.NONE);
        });
        response.body().endHandler(_ -> {
            body.ended();
            done(facts());
        });
        response.body().handler(bytes -> {
            body.keep(bytes);
            if (body.kept().length() > LONGEST_BODY) {
                done(ErrorFacts.NONE);
            }
        });
        response.body().resume();
    }

    private ErrorFacts facts() {
        byte[] bytes = body.kept().getBytes();
        return ErrorFacts.read(bytes, bytes.length);
    }

    private void done(ErrorFacts error) {
        response.body().pause();
        UpstreamResponse replayed =
                new UpstreamResponse(response.status(), response.headers(), body, response.cancel());
        read.tryComplete(new ReadError(replayed, error, body.kept()));
    }
}
