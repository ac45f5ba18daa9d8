package dev.weir.relay;

import java.util.Arrays;

/** Keeps a few bytes. Beyond the bound it keeps none until it is cleared, as half a value is of no use. */
final class BoundedBytes {
    private static final int USUAL_LENGTH = 64;

    private final int bound;
    private byte[] bytes;
    private int length;
    private boolean overflowed;

    /** Keeps up to {@code bound} bytes. */
    BoundedBytes(int bound) {
        this.bound = bound;
        this.bytes = new byte[Math.min(bound, USUAL_LENGTH)];
    }

    boolean is(byte[] other) {
        return Arrays.equals(bytes, 0, length, other, 0, other.length);
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Returns whether more bytes came than the bound allows. */
    boolean hasOverflowed() {
        return overflowed;
    }

    /** Returns the array whose first {@link #length} bytes are those kept; good until the next change. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void append(byte[] from, int start, int end) {
        if (makeRoomFor(end - start)) {
            System.arraycopy(from, start, bytes, length, end - start);
            length += end - start;
        }
    }

    void append(byte one) {
        if (makeRoomFor(1)) {
            bytes[length++] = one;
        }
    }

    void trimOneLeadingSpace() {
        if (length > 0 && bytes[0] == ' ') {
            length--;
            System.arraycopy(bytes, 1, bytes, 0, length);
        }
    }

    void clear() {
        length = 0;
        overflowed = false;
    }

    private boolean makeRoomFor(int more) {
        if (overflowed || more > bound - length) {
            overflowed = true;
            length = 0;
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(bound, Math.max(bytes.length * 2, length + more)));
        }
        return true;
    }
}
