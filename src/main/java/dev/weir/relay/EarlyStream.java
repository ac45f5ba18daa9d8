package dev.weir.relay;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;

/**
 * A client of an event stream that is committed before there is a response, if that takes longer than {@code
 * weir.relay.early-commit}: with status 200, and with comments until the response's first bytes. So proxies in front,
 * which cut silent connections, see that it lives. Used on one event loop only.
 */
public final class EarlyStream implements ClientStream {
    private static final int OK = 200;

    private final ClientStream client;
    private final Timers timers;
    private final RelayTimes times;
    private final Map<String, String> headers;
    private boolean committedEarly;
    private boolean waits = true;
    private long timer;

    /**
     * Begins to wait.
     *
     * @param headers of ours for the client
     */
    EarlyStream(ClientStream client, Timers timers, RelayTimes times, Duration wait, Map<String, String> headers) {
        this.client = client;
        this.timers = timers;
        this.times = times;
        this.headers = headers;
        this.timer = timers.after(wait, this::due);
    }

    /** Returns whether the stream was committed before there was a response. */
    public boolean isCommittedEarly() {
        return committedEarly;
    }

    /** Waits no longer: there is a response, or nothing to wait for. */
    public void stop() {
        if (waits) {
            waits = false;
            timers.cancel(timer);
        }
    }

    /** Ends a stream that was committed early with its only event; returns whether the client took it, never fails. */
    public Future<Boolean> endWith(Buffer event) {
        stop();
        return new LastBytes(client, timers, Duration.ofNanos(times.clientStall())).send(event);
    }

    private void due() {
        if (!waits || client.isGone() || (client.hasBegun() && !committedEarly)) {
            return;
        }
        if (!committedEarly) {
            committedEarly = true;
            MultiMap head = HttpHeaders.headers();
            ResponseHeaders.setEventStream(head);
            headers.forEach(head::set);
            client.begin(OK, head.set("x-weir-source", "gateway"));
        }
        client.write(OwnEvents.comment());
        timer = timers.after(Duration.ofNanos(times.comment()), this::due);
    }

    @Override
    public void begin(int status, MultiMap responseHeaders) {
        if (!committedEarly) {
            stop();
            client.begin(status, responseHeaders);
        }
    }

    @Override
    public boolean hasBegun() {
        return client.hasBegun();
    }

    @Override
    public void write(Buffer bytes) {
        if (bytes.length() > 0) {
            stop();
        }
        client.write(bytes);
    }

    @Override
    public Future<Void> end(Buffer bytes) {
        stop();
        return client.end(bytes);
    }

    @Override
    public void cut() {
        stop();
        client.cut();
    }

    @Override
    public boolean isFull() {
        return client.isFull();
    }

    @Override
    public void onDrain(Runnable handler) {
        client.onDrain(handler);
    }

    @Override
    public boolean isGone() {
        return client.isGone();
    }

    @Override
    public void onGone(Runnable handler) {
        client.onGone(handler);
    }
}
