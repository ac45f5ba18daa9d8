package dev.weir.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes that wait to be handed to the client in one write. */
final class Outbox {
    private static final Buffer NOTHING = Buffer.buffer(0);

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

    /** Hands out all that waits, joined without a copy. */
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

    @SuppressWarnings("deprecation") // the only way between Netty's buffers and Vert.x', gone in Vert.x 5
    private Buffer joined() {
        return switch (waiting.size()) {
            case 0 -> NOTHING;
            case 1 -> waiting.getFirst();
            default -> Buffer.buffer(Unpooled.wrappedBuffer(
                    waiting.stream().map(Buffer::getByteBuf).toArray(ByteBuf[]::new)));
        };
    }
}
