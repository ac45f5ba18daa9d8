package dev.weir.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds whole requests in the bytes of one connection and tells of each which response it wants.
 *
 * <p>It knows only what the benchmark sends: HTTP/1.1 with a {@code content-length}, and what is wanted near the start
 * of the body. It keeps that start alone, so that large bodies cost the mock little. Not for use by several threads at
 * a time.
 */
final class RequestSplitter {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_HEAD_BYTES = 1 << 16;
    private static final int START_BYTES = 160;
    private static final String LENGTH = "\r\ncontent-length:";
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final Consumer<MockResponse> requests;
    private final Consumer<String> faults;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    /** Bytes of the end of a head that were the last to come. */
    private int endBytes;
    /** Bytes of the body that are still to come; negative within a head. */
    private int missing = -1;

    /**
     * Makes one for a connection.
     *
     * @param requests takes the response that each whole request wants
     * @param faults takes why the connection cannot go on
     */
    RequestSplitter(Consumer<MockResponse> requests, Consumer<String> faults) {
        this.requests = requests;
        this.faults = faults;
    }

    /** Takes the next bytes. */
    void accept(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            at = missing < 0 ? readHead(bytes, at) : readBody(bytes, at);
        }
    }

    /** Reads up to the end of a head; returns where the next bytes are. */
    private int readHead(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            endBytes = bytes[i] == HEAD_END[endBytes] ? endBytes + 1 : bytes[i] == HEAD_END[0] ? 1 : 0;
            if (endBytes == HEAD_END.length) {
                head.write(bytes, from, i + 1 - from);
                return endHead(i + 1, bytes.length);
            }
        }
        head.write(bytes, from, bytes.length - from);
        return head.size() > MOST_HEAD_BYTES ? giveUp(bytes.length) : bytes.length;
    }

    private int endHead(int next, int end) {
        missing = contentLength(head.toString(ISO_8859_1).toLowerCase(Locale.ROOT));
        head.reset();
        endBytes = 0;
        return missing > 0 ? next : giveUp(end);
    }

    private int readBody(byte[] bytes, int from) {
        int count = Math.min(missing, bytes.length - from);
        start.write(bytes, from, Math.min(count, START_BYTES - start.size()));
        missing -= count;
        if (missing == 0) {
            MockResponse wanted = MockResponse.wantedBy(start.toString(ISO_8859_1));
            start.reset();
            missing = -1;
            requests.accept(wanted);
        }
        return from + count;
    }

    private int giveUp(int end) {
        head.reset();
        missing = -1;
        faults.accept("a request that the mock does not know");
        return end;
    }

    /** Returns the length that a head names; 0 where it names none that the mock takes. */
    private static int contentLength(String head) {
        int field = head.indexOf(LENGTH);
        if (field < 0) {
            return 0;
        }
        int value = field + LENGTH.length();
        String length = head.substring(value, head.indexOf('\r', value)).strip();
        return length.matches("\\d{1,8}") && Integer.parseInt(length) <= MOST_BYTES ? Integer.parseInt(length) : 0;
    }
}
