package dev.weir.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;

/**
 * The bytes of one request as they came, in segments. They never change, and are released as soon as nothing needs
 * them.
 *
 * <p>Not safe for use by several threads at once, but may be handed from one to another.
 */
public final class Body {
    private final long size;
    private final ByteRoom room;
    private final long taken;
    private List<Segment> segments;
    private boolean released;

    Body(List<Segment> segments, ByteRoom room, long taken) {
        this.segments = segments;
        this.room = room;
        this.taken = taken;
        this.size = length(segments);
    }

    private static long length(List<Segment> segments) {
        long length = 0;
        for (Segment segment : segments) {
            length += segment.length();
        }
        return length;
    }

    /** Returns the number of bytes, also after {@link #release}. */
    public long size() {
        return size;
    }

    /** Returns the bytes to read, without a copy. */
    public InputStream stream() {
        if (segments.size() == 1) {
            return segments.getFirst().stream();
        }
        return new SequenceInputStream(
                Collections.enumeration(segments.stream().map(Segment::stream).toList()));
    }

    /** Returns the bytes to send, without a copy. */
    @SuppressWarnings("deprecation") // the only way from Netty's buffers to Vert.x', gone in Vert.x 5
    public Buffer buffer() {
        if (segments.size() == 1) {
            return Buffer.buffer(segments.getFirst().wrapped());
        }
        return Buffer.buffer(
                Unpooled.wrappedBuffer(segments.stream().map(Segment::wrapped).toArray(ByteBuf[]::new)));
    }

    /** Releases the bytes and gives their room back; harmless when repeated. */
    public void release() {
        if (!released) {
            released = true;
            segments = List.of();
            room.giveBack(taken);
        }
    }

    /** Part of a body: the first {@code length} bytes of an array that nobody else writes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never copied: the point is to share the bytes
    record Segment(byte[] bytes, int length) {
        InputStream stream() {
            return new ByteArrayInputStream(bytes, 0, length);
        }

        ByteBuf wrapped() {
            return Unpooled.wrappedBuffer(bytes, 0, length);
        }
    }
}
