package dev.weir.messages;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** A stream that returns one byte per read, the smallest chunks possible. */
final class OneBytePerRead extends FilterInputStream {
    OneBytePerRead(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, Math.min(length, 1));
    }
}
