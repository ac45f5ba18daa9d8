package dev.weir.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds whole requests in the bytes of one connection and tells of each whether it wants a stream.
 *
 * <p>It knows only what the benchmark sends: HTTP/1.1 with a {@code content-length}; {@code "stream":true} stands
 * near the start of a body. Not for use by several threads at a time.
 */
final class RequestSplitter {
    private static final int MOST_BYTES = 1 << 20;
    private static final int STREAM_WITHIN = 160;
    private static final String LENGTH = "\r\ncontent-length:";

    private final Consumer<Boolean> requests;
    private final Consumer<String> faults;
    private byte[] pending = new byte[0];

    /**
     * Makes one for a connection.
     *
     * @param requests takes whether a request that is whole wants a stream
     * @param faults takes why the connection cannot go on
     */
    RequestSplitter(Consumer<Boolean> requests, Consumer<String> faults) {
        this.requests = requests;
        this.faults = faults;
    }

    /** Takes the next bytes. */
    void accept(byte[] bytes) {
        pending = pending.length == 0 ? bytes : joined(pending, bytes);
        int length = requestLength();
        while (length > 0 && length <= pending.length) {
            boolean streamed = wantsStream(length);
            pending = Arrays.copyOfRange(pending, length, pending.length);
            requests.accept(streamed);
            length = requestLength();
        }
        if (length < 0 || pending.length > MOST_BYTES) {
            pending = new byte[0];
            faults.accept("a request that the mock does not know");
        }
    }

    /** Returns the length of the first request with its head; 0 while its head is not whole, negative for a bad one. */
    private int requestLength() {
        int headEnd = headEnd();
        if (headEnd == 0) {
            return 0;
        }
        String head = new String(pending, 0, headEnd, ISO_8859_1).toLowerCase(Locale.ROOT);
        int field = head.indexOf(LENGTH);
        if (field < 0) {
            return -1;
        }
        int start = field + LENGTH.length();
        String value = head.substring(start, head.indexOf('\r', start)).strip();
        return value.matches("\\d{1,7}") ? headEnd + Integer.parseInt(value) : -1;
    }

    private int headEnd() {
        for (int i = 3; i < pending.length; i++) {
            if (pending[i] == '\n' && pending[i - 1] == '\r' && pending[i - 2] == '\n' && pending[i - 3] == '\r') {
                return i + 1;
            }
        }
        return 0;
    }

    private boolean wantsStream(int length) {
        int headEnd = headEnd();
        int end = Math.min(length, headEnd + STREAM_WITHIN);
        return new String(pending, headEnd, end - headEnd, ISO_8859_1).contains("\"stream\":true");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
