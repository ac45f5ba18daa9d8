package dev.weir.messages;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes bytes on while they are UTF-8, and ends the reading at the first byte that is not.
 *
 * <p>Strict: overlong forms, surrogates and code points over U+10FFFF are rejected, and so is a NUL among the first
 * four bytes, which a JSON parser would read as UTF-16 or UTF-32. A UTF-8 byte order mark passes. All bytes before the
 * fault are returned first. Source: RFC 3629, RFC 4627 section 3.
 */
final class Utf8Check extends InputStream {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int HEAD = 4;

    private final InputStream in;
    private long position;
    private int awaited;
    private int lowest = 0x80;
    private int highest = 0xBF;
    private boolean faulty;

    Utf8Check(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (faulty) {
            throw invalid();
        }
        int read = in.read(bytes, offset, length);
        if (read < 0 && awaited > 0) {
            throw invalid();
        }
        if (read <= 0) {
            return read;
        }
        int good = firstFault(bytes, offset, offset + read) - offset;
        faulty = good < read;
        position += good;
        if (good == 0) {
            throw invalid();
        }
        return good;
    }

    private UnreadableBody invalid() {
        return UnreadableBody.malformed("body: Invalid UTF-8 at byte " + position);
    }

    private int firstFault(byte[] bytes, int from, int to) {
        int end = position < HEAD ? firstNul(bytes, from, to) : to;
        int i = from;
        while (i < end) {
            if (awaited == 0) {
                i = skipAscii(bytes, i, end);
            }
            if (i < end && !accepts(bytes[i] & 0xFF)) {
                return i;
            }
            i++;
        }
        return end;
    }

    private int firstNul(byte[] bytes, int from, int to) {
        int head = (int) Math.min(to, from + HEAD - position);
        for (int i = from; i < head; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return to;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean accepts(int next) {
        if (awaited == 0) {
            return begins(next);
        }
        if (next < lowest || next > highest) {
            return false;
        }
        awaited--;
        lowest = 0x80;
        highest = 0xBF;
        return true;
    }

    private boolean begins(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return false;
        }
        awaited = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        return true;
    }
}
