package dev.weir.console;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The browsers that the page <i>now</i> is live in: each gets the same event once a second. Safe for many threads. */
final class LiveEvents {
    /** More browsers than any team of operators has. */
    static final int MOST = 20;

    private final Map<HttpServerResponse, Context> listeners = new ConcurrentHashMap<>();

    /**
     * Adds a browser whose response has begun, and forgets it once it has gone; returns whether there was room.
     *
     * @param loop the context of its connection, on which this is called
     */
    boolean add(HttpServerResponse response, Context loop) {
        if (listeners.size() >= MOST) {
            return false;
        }
        listeners.put(response, loop);
        response.closeHandler(_ -> listeners.remove(response));
        response.exceptionHandler(_ -> listeners.remove(response));
        return true;
    }

    /** Returns how many browsers listen. */
    int size() {
        return listeners.size();
    }

    /** Sends an event whose data is HTML; it is made only if somebody listens. A browser that lags behind misses it. */
    void send(String name, Supplier<String> html) {
        if (listeners.isEmpty()) {
            return;
        }
        String event = event(name, html.get());
        listeners.forEach((response, loop) -> loop.runOnContext(_ -> {
            if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
                response.write(event);
            }
        }));
    }

    /** Returns an event. Source: HTML standard, 9.2.6: each line of the data has its own field. */
    static String event(String name, String data) {
        StringBuilder event = new StringBuilder("event: ").append(name).append('\n');
        data.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> event.append("data: ").append(line).append('\n'));
        return event.append('\n').toString();
    }
}
