package dev.weir.messages;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Inflates exactly one gzip member; a second member, or any byte after the first, is rejected.
 *
 * <p>Otherwise Weir and an upstream that stops at the first member would read different texts. The JDK's own stream
 * recurses once per member, so a body of empty members overflows its stack. Source: RFC 1952.
 */
final class Gunzip extends InflaterInputStream {
    private static final int BLOCK = 8192;
    private static final int TRAILER = 8;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECK = 2;
    private static final int RESERVED = 0xE0;

    private final CRC32 sum = new CRC32();
    private boolean ended;

    private Gunzip(InputStream in) {
        super(in, new Inflater(true), BLOCK);
    }

    /** Reads the header and returns a stream of the inflated bytes; it must be closed, as it holds native memory. */
    static Gunzip open(InputStream in) throws IOException {
        try {
            readHeader(in);
        } catch (EOFException | ZipException _) {
            throw invalid();
        }
        return new Gunzip(in);
    }

    private static void readHeader(InputStream in) throws IOException {
        if (next(in) != 0x1F || next(in) != 0x8B || next(in) != 8) {
            throw new ZipException();
        }
        int flags = next(in);
        if ((flags & RESERVED) != 0) {
            throw new ZipException();
        }
        in.skipNBytes(6);
        if ((flags & EXTRA) != 0) {
            in.skipNBytes(next(in) | (next(in) << 8));
        }
        if ((flags & NAME) != 0) {
            skipText(in);
        }
        if ((flags & COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & HEADER_CHECK) != 0) {
            in.skipNBytes(2);
        }
    }

    private static void skipText(InputStream in) throws IOException {
        int next;
        do {
            next = next(in);
        } while (next != 0);
    }

    private static int next(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int read = inflate(bytes, offset, length);
        if (read > 0) {
            sum.update(bytes, offset, read);
        }
        if (read < 0) {
            ended = true;
            checkTrailer();
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        inf.end();
        super.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (EOFException | ZipException _) {
            throw invalid();
        }
    }

    private void checkTrailer() throws IOException {
        byte[] trailer = new byte[TRAILER + 1];
        int held = Math.min(inf.getRemaining(), trailer.length);
        System.arraycopy(buf, len - inf.getRemaining(), trailer, 0, held);
        int length = held + in.readNBytes(trailer, held, trailer.length - held);
        if (length != TRAILER
                || littleEndian(trailer, 0) != (int) sum.getValue()
                || littleEndian(trailer, 4) != (int) inf.getBytesWritten()) {
            throw invalid();
        }
    }

    private static int littleEndian(byte[] bytes, int offset) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = (value << 8) | (bytes[offset + i] & 0xFF);
        }
        return value;
    }

    private static UnreadableBody invalid() {
        return UnreadableBody.malformed("body: Invalid gzip");
    }
}
