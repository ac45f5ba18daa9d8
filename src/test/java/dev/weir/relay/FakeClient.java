package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that keeps what it got, in the writes that it got it in, and fails the test where methods are invoked out of
 * order.
 */
public final class FakeClient implements ClientStream {
    /** The status got; 0 while none. */
    public int status;

    /** The headers got. */
    public MultiMap headers = HttpHeaders.headers();

    /** What was written, each as it came; the end's bytes too where there were any. */
    public final List<byte[]> writes = new ArrayList<>();

    /** How often the response was ended cleanly. */
    public int ends;

    /** How often it was cut. */
    public int cuts;

    /** Runs before anything more is written, ended or cut. */
    public Runnable beforeMore = () -> {};

    private Runnable whenGone = () -> {};
    private Runnable whenDrained = () -> {};
    private boolean full;
    private boolean gone;
    private boolean takesEnd = true;
    private Promise<Void> end = Promise.promise();

    /** Makes the client read more slowly than bytes come. */
    public FakeClient fallBehind() {
        full = true;
        return this;
    }

    /** Lets the client catch up. */
    public void catchUp() {
        full = false;
        whenDrained.run();
    }

    /** Lets the client leave. */
    public void leave() {
        gone = true;
        whenGone.run();
    }

    /** Makes the client not take the last bytes. */
    public FakeClient stopReading() {
        takesEnd = false;
        return this;
    }

    /** Lets the connection break while the last bytes are under way. */
    public void breakWhileEnding() {
        end.fail("connection closed");
    }

    /** Returns all bytes got. */
    public byte[] bytes() {
        Buffer all = Buffer.buffer();
        writes.forEach(all::appendBytes);
        return all.getBytes();
    }

    /** Returns all bytes got, as text. */
    public String text() {
        return new String(bytes(), UTF_8);
    }

    @Override
    public void begin(int code, MultiMap head) {
        if (status != 0) {
            throw new AssertionError("a second head");
        }
        status = code;
        headers = head;
    }

    @Override
    public boolean hasBegun() {
        return status != 0;
    }

    @Override
    public void write(Buffer bytes) {
        beforeMore.run();
        checkOpen();
        writes.add(bytes.getBytes());
    }

    @Override
    public Future<Void> end(Buffer bytes) {
        beforeMore.run();
        checkOpen();
        if (gone) {
            return Future.failedFuture("the client has left");
        }
        ends++;
        if (bytes.length() > 0) {
            writes.add(bytes.getBytes());
        }
        if (takesEnd) {
            end.complete();
        }
        return end.future();
    }

    @Override
    public void cut() {
        cuts++;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void onDrain(Runnable handler) {
        whenDrained = handler;
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

    private void checkOpen() {
        if (status == 0 || ends > 0 || cuts > 0) {
            throw new AssertionError("written before the head or after the end");
        }
    }
}
