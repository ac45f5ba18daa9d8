package dev.weir.pipeline;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of which the beginning, or all, was read already: gives that first, then what follows. Used on one event
 * loop only.
 */
final class ReplayedBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> source;
    private final Buffer kept = Buffer.buffer();
    private Handler<Buffer> handler = _ -> {};
    private Handler<Void> endHandler = _ -> {};
    private Handler<Throwable> exceptionHandler = _ -> {};
    private Optional<Throwable> fault = Optional.empty();
    private boolean ended;
    private boolean replayed;

    ReplayedBody(ReadStream<Buffer> source) {
        this.source = source;
    }

    /** Returns what is given first. */
    Buffer kept() {
        return kept;
    }

    void keep(Buffer bytes) {
        kept.appendBuffer(bytes);
    }

    void ended() {
        ended = true;
    }

    void failed(Throwable cause) {
        fault = Optional.of(cause);
    }

    @Override
    public ReadStream<Buffer> resume() {
        if (!replayed) {
            replayed = true;
            replay();
        } else if (isOpen()) {
            source.resume();
        }
        return this;
    }

    private void replay() {
        if (kept.length() > 0) {
            handler.handle(kept);
        }
        if (fault.isPresent()) {
            exceptionHandler.handle(fault.get());
        } else if (ended) {
            endHandler.handle(null);
        } else {
            source.exceptionHandler(exceptionHandler);
            source.endHandler(endHandler);
            source.handler(handler);
            source.resume();
        }
    }

    private boolean isOpen() {
        return !ended && fault.isEmpty();
    }

    @Override
    public ReadStream<Buffer> pause() {
        if (replayed && isOpen()) {
            source.pause();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> next) {
        handler = next == null ? _ -> {} : next;
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> next) {
        endHandler = next == null ? _ -> {} : next;
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> next) {
        exceptionHandler = next == null ? _ -> {} : next;
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        return resume();
    }
}
