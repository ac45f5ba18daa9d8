package dev.weir.body;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A stream of bytes that a test sends; like Vert.x' own it keeps what comes while it is paused. */
public final class FakeSource implements ReadStream<Buffer> {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Handler<Buffer> bytes;
    private @Nullable Handler<Void> end;
    private @Nullable Handler<Throwable> failure;
    private boolean paused = true;
    private boolean delivering;

    /** Sends the next bytes. */
    public FakeSource send(byte[] next) {
        return send(Buffer.buffer(next));
    }

    /** Sends the next bytes. */
    public FakeSource send(Buffer next) {
        waiting.add(() -> {
            if (bytes != null) {
                bytes.handle(next);
            }
        });
        return deliver();
    }

    /** Ends the stream well. */
    public FakeSource end() {
        waiting.add(() -> {
            if (end != null) {
                end.handle(null);
            }
        });
        return deliver();
    }

    /** Breaks the stream off, also while it is paused. */
    public FakeSource breakOff() {
        waiting.clear();
        if (failure != null) {
            failure.handle(new IllegalStateException("broke off"));
        }
        return this;
    }

    /** Whether nothing is to come now. */
    public boolean isPaused() {
        return paused;
    }

    @Override
    public FakeSource handler(@Nullable Handler<Buffer> handler) {
        bytes = handler;
        return this;
    }

    @Override
    public FakeSource endHandler(@Nullable Handler<Void> handler) {
        end = handler;
        return this;
    }

    @Override
    public FakeSource exceptionHandler(@Nullable Handler<Throwable> handler) {
        failure = handler;
        return this;
    }

    @Override
    public FakeSource pause() {
        paused = true;
        return this;
    }

    @Override
    public FakeSource resume() {
        paused = false;
        return deliver();
    }

    @Override
    public FakeSource fetch(long amount) {
        throw new UnsupportedOperationException("nobody fetches");
    }

    private FakeSource deliver() {
        if (!delivering) {
            delivering = true;
            while (!paused && !waiting.isEmpty()) {
                waiting.remove().run();
            }
            delivering = false;
        }
        return this;
    }
}
