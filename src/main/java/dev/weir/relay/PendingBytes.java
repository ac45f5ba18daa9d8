package dev.weir.relay;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes that wait to be taken in one piece. */
final class PendingBytes {
    private final List<Buffer> waiting = new ArrayList<>(4);
    private long total;
    private byte lastByte = '\n';

    void add(Buffer bytes) {
        if (bytes.length() > 0) {
            waiting.add(bytes);
            total += bytes.length();
            lastByte = bytes.getByte(bytes.length() - 1);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Hands out all that waits, joined. */
    Buffer take() {
        Buffer joined = joined();
        waiting.clear();
        return joined;
    }

    /** Returns how many bytes were added so far. */
    long total() {
        return total;
    }

    /** Whether the last byte added ended a line; so does nothing at all. */
    boolean endsLine() {
        return lastByte == '\n';
    }

    /** Copies small pieces together: one wide write costs more than the copy. */
    private Buffer joined() {
        if (waiting.size() == 1) {
            return waiting.getFirst();
        }
        int length = 0;
        for (Buffer piece : waiting) {
            length += piece.length();
        }
        Buffer joined = Buffer.buffer(length);
        waiting.forEach(joined::appendBuffer);
        return joined;
    }
}
