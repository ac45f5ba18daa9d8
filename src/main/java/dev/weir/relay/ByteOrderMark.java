package dev.weir.relay;

/**
 * Skips a byte order mark at the beginning of a body, at any chunking; it is not part of the text. Source: RFC 3629,
 * section 6; RFC 8259, section 8.1.
 */
final class ByteOrderMark {
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private int matched;
    private boolean isDecided;
    private boolean isBroken;

    /** Returns where the text begins or goes on. */
    int skip(byte[] bytes, int from, int end) {
        int at = from;
        while (!isDecided && at < end) {
            if (bytes[at] == MARK[matched]) {
                matched++;
                at++;
                isDecided = matched == MARK.length;
            } else {
                isBroken = matched > 0;
                isDecided = true;
            }
        }
        return at;
    }

    /** Whether the text began with a part of the mark only, which is then part of the text. */
    boolean isBroken() {
        return isBroken;
    }

    /** Whether a part of the mark came, and the rest may follow. */
    boolean isOpen() {
        return !isDecided && matched > 0;
    }
}
