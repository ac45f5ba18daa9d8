package dev.weir.body;

import dev.weir.body.Body.Segment;
import dev.weir.body.Collected.ClientGone;
import dev.weir.body.Collected.Complete;
import dev.weir.body.Collected.NoRoom;
import dev.weir.body.Collected.TooLarge;
import dev.weir.body.Collected.TooSlow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Collects one body as it arrives, each byte copied once, within the bounds of one body and of all together.
 *
 * <p>Memory is taken in segments as bytes come, never by what a client merely declares: the first has the declared size
 * up to 64 KiB, the others double up to that.
 */
public final class BodyCollector {
    /** Bytes of the largest piece that room is taken for at a time. */
    public static final int LARGEST_SEGMENT = 64 * 1024;

    private static final int FIRST_SEGMENT = 4 * 1024;

    private final ReadStream<Buffer> source;
    private final long maxSize;
    private final ByteRoom room;
    private final OptionalLong declared;
    private final Promise<Collected> result = Promise.promise();
    private final List<Segment> full = new ArrayList<>(2);
    private byte[] current = new byte[0];
    private int used;
    private long collected;
    private long taken;

    private BodyCollector(ReadStream<Buffer> source, OptionalLong declared, long maxSize, ByteRoom room) {
        this.source = source;
        this.declared = declared;
        this.maxSize = maxSize;
        this.room = room;
    }

    /** Collects {@code source} to its end, however long it takes; otherwise as {@link #begin}. */
    public static Future<Collected> collect(
            ReadStream<Buffer> source, OptionalLong declared, long maxSize, ByteRoom room) {
        return begin(source, declared, maxSize, room).collected();
    }

    /**
     * Resumes {@code source} and begins to collect it.
     *
     * @param source paused; after {@link TooLarge} and {@link NoRoom} it is paused again, so that the caller drops the
     *     rest
     * @param declared the size that the client declares; absent for chunked bodies
     * @param maxSize bytes that one body may have
     */
    public static BodyCollector begin(ReadStream<Buffer> source, OptionalLong declared, long maxSize, ByteRoom room) {
        var collector = new BodyCollector(source, declared, maxSize, room);
        source.exceptionHandler(_ -> collector.abandon(new ClientGone()));
        source.endHandler(_ -> collector.complete());
        source.handler(collector::take);
        source.resume();
        return collector;
    }

    /** Returns the outcome; never fails. */
    public Future<Collected> collected() {
        return result.future();
    }

    /** Returns how many bytes have arrived so far. */
    public long received() {
        return collected;
    }

    /** Gives up a body that comes too slowly; does nothing where it has ended. */
    public void giveUp() {
        reject(new TooSlow());
    }

    private void take(Buffer chunk) {
        if (result.future().isComplete()) {
            return;
        }
        if (collected + chunk.length() > maxSize) {
            reject(new TooLarge());
            return;
        }
        if (!append(chunk)) {
            reject(new NoRoom());
        }
    }

    private boolean append(Buffer chunk) {
        int from = 0;
        while (from < chunk.length()) {
            if (used == current.length && !nextSegment(chunk.length() - from)) {
                return false;
            }
            int length = Math.min(chunk.length() - from, current.length - used);
            chunk.getBytes(from, from + length, current, used);
            used += length;
            from += length;
            collected += length;
        }
        return true;
    }

    private boolean nextSegment(int atLeast) {
        int size = segmentSize(atLeast);
        if (!room.tryTake(size)) {
            return false;
        }
        taken += size;
        closeSegment();
        current = new byte[size];
        used = 0;
        return true;
    }

    private int segmentSize(int atLeast) {
        if (declared.isPresent()) {
            long missing = Math.max(declared.getAsLong() - collected, atLeast);
            return (int) Math.min(missing, LARGEST_SEGMENT);
        }
        int grown = Math.max(FIRST_SEGMENT, current.length * 2);
        return Math.min(Math.max(grown, atLeast), LARGEST_SEGMENT);
    }

    private void closeSegment() {
        if (used > 0) {
            full.add(new Segment(current, used));
        }
    }

    private void complete() {
        if (!result.future().isComplete()) {
            closeSegment();
            result.complete(new Complete(new Body(full, room, taken)));
        }
    }

    private void reject(Collected outcome) {
        if (!result.future().isComplete()) {
            source.pause();
            abandon(outcome);
        }
    }

    private void abandon(Collected end) {
        if (result.tryComplete(end)) {
            full.clear();
            current = new byte[0];
            room.giveBack(taken);
        }
    }
}
