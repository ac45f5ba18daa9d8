package dev.weir.messages;

import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the bytes of a body and ends the reading at the first byte over the bound.
 *
 * <p>All bytes up to the bound are returned first, so the result does not depend on block sizes.
 */
final class BodyLimit extends InputStream {
    private final InputStream in;
    private final long maxBytes;
    private long count;

    BodyLimit(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Returns the number of bytes returned so far. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next < 0) {
            return next;
        }
        if (count == maxBytes) {
            throw new UnreadableBody(new RequestReading.TooLarge());
        }
        count++;
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (count == maxBytes) {
            return read();
        }
        int read = in.read(bytes, offset, (int) Math.min(length, maxBytes - count));
        count += Math.max(read, 0);
        return read;
    }
}
