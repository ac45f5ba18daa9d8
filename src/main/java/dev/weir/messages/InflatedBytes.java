package dev.weir.messages;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongPredicate;

/** The inflated bytes of an encoded body; reading ends where there is no more room for them. */
final class InflatedBytes extends FilterInputStream {
    /** Bytes for which room is taken at a time. */
    private static final int STEP = 64 * 1024;

    private final LongPredicate room;
    private long count;
    private long granted;

    InflatedBytes(InputStream inflated, LongPredicate room) {
        super(inflated);
        this.room = room;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count += Math.max(read, 0);
        while (count > granted) {
            granted += STEP;
            if (!room.test(granted)) {
                throw new UnreadableBody(new RequestReading.NoRoom());
            }
        }
        return read;
    }
}
