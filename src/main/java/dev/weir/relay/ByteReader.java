package dev.weir.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Reads a body piece by piece. */
interface ByteReader {
    /** Reads the bytes from {@code from} on, up to {@code end}. */
    void read(byte[] bytes, int from, int end);

    /** Reads what a buffer holds, without a copy where it has an array; leaves the buffer as it was. */
    default void read(ByteBuf buffer) {
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + buffer.readerIndex();
            read(buffer.array(), from, from + buffer.readableBytes());
        } else {
            byte[] copy = ByteBufUtil.getBytes(buffer);
            read(copy, 0, copy.length);
        }
    }
}
