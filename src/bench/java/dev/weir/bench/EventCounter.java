package dev.weir.bench;

import io.vertx.core.buffer.Buffer;

/** Counts the events in the bytes of one stream, by the blank line behind each. Not for several threads at a time. */
final class EventCounter {
    private long events;
    private boolean isAfterLineFeed;

    /** Takes the next bytes. */
    void accept(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            boolean isLineFeed = bytes.getByte(i) == '\n';
            if (isLineFeed && isAfterLineFeed) {
                events++;
            }
            isAfterLineFeed = isLineFeed && !isAfterLineFeed;
        }
    }

    /** Returns how many events were whole so far. */
    long events() {
        return events;
    }
}
