package dev.weir.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The streams of the mock with time between their events: paced ones, and those that stay open until told to end. */
final class OpenResponses {
    /** Time between the events of a paced stream. */
    static final int PACE_MILLIS = 20;

    private static final int OPEN_MILLIS = 1_000;
    private static final int OPENING_EVENTS = 2;
    private static final int CLOSING_EVENTS = 3;

    private final Vertx vertx;
    private final List<Buffer> pieces = MockResponses.paced();
    private final AtomicLong sent = new AtomicLong();
    /** The timer of each stream; of the event loop alone. */
    private final Map<NetSocket, Long> timers = new HashMap<>();

    /**
     * Makes it without streams.
     *
     * @param vertx with one event loop
     */
    OpenResponses(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts a stream of all events, one every 20 ms; only on the event loop. */
    void pace(NetSocket socket) {
        Iterator<Buffer> events = pieces.iterator();
        socket.write(events.next());
        vertx.setPeriodic(PACE_MILLIS, timer -> {
            boolean isLost = socket.write(events.next()).failed();
            if (isLost || !events.hasNext()) {
                vertx.cancelTimer(timer);
            }
        });
    }

    /** Starts a stream with an event each second; only on the event loop. */
    void open(NetSocket socket) {
        write(socket, pieces.subList(0, OPENING_EVENTS));
        List<Buffer> delta = pieces.subList(OPENING_EVENTS, OPENING_EVENTS + 1);
        timers.put(socket, vertx.setPeriodic(OPEN_MILLIS, _ -> write(socket, delta)));
        socket.closeHandler(_ -> stop(socket));
    }

    /** Ends all streams with their last events, and closes their connections, so that files are free again. */
    void end() {
        vertx.runOnContext(_ -> {
            for (NetSocket socket : List.copyOf(timers.keySet())) {
                stop(socket);
                write(socket, pieces.subList(pieces.size() - CLOSING_EVENTS, pieces.size()));
                socket.end();
            }
        });
    }

    /** Returns how many events were written so far. */
    long sent() {
        return sent.get();
    }

    private void stop(NetSocket socket) {
        Long timer = timers.remove(socket);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void write(NetSocket socket, List<Buffer> events) {
        sent.addAndGet(events.size());
        events.forEach(socket::write);
    }
}
