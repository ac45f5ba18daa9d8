package dev.weir.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.Arrays;

/** Reads the body of one HTTP/1.1 message as it comes, and distinguishes a clean end from a cut. */
final class RawBodyReader {
    private static final int MOST = 64 * 1024;

    private final InputStream in;
    private final Framing framing;
    private long left;
    private boolean ended;
    private boolean whole;

    /**
     * Reads a body framed as {@code head} says; one without any framing has {@code otherwise} bytes, -1 for up to the
     * end.
     */
    RawBodyReader(InputStream in, MessageHead head, long otherwise) {
        this.in = in;
        this.left = head.one("content-length").map(Long::parseLong).orElse(otherwise);
        this.framing = head.one("transfer-encoding").isPresent()
                ? Framing.CHUNKED
                : left < 0 ? Framing.UP_TO_THE_END : Framing.LENGTH;
        if (framing == Framing.CHUNKED) {
            left = 0;
        } else if (left == 0) {
            end(true);
        }
    }

    private enum Framing {
        CHUNKED,
        LENGTH,
        UP_TO_THE_END
    }

    /**
     * Returns what came next, at least one byte; none at the end. A reset connection is an end too, not a clean one.
     */
    byte[] next() throws IOException {
        return next(1, MOST);
    }

    /** Returns exactly the next {@code count} bytes, fewer at the end. */
    byte[] next(int count) throws IOException {
        return next(count, count);
    }

    /** Returns all that is left. */
    byte[] rest() throws IOException {
        return next(Integer.MAX_VALUE, MOST);
    }

    /** Returns whether the body ended as its framing says. */
    boolean isWhole() {
        return whole;
    }

    private byte[] next(int least, int most) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            while (!ended && all.size() < least) {
                all.writeBytes(read(Math.min(most, least == most ? least - all.size() : most)));
            }
        } catch (SocketException _) {
            end(false);
        }
        return all.toByteArray();
    }

    private byte[] read(int most) throws IOException {
        if (framing == Framing.CHUNKED && left == 0 && !hasNextChunk()) {
            return new byte[0];
        }
        byte[] some = new byte[framing == Framing.UP_TO_THE_END ? most : (int) Math.min(most, left)];
        int count = in.read(some);
        if (count < 0) {
            end(framing == Framing.UP_TO_THE_END);
            return new byte[0];
        }
        took(count);
        return Arrays.copyOf(some, count);
    }

    private void took(int count) throws IOException {
        switch (framing) {
            case UP_TO_THE_END -> {}
            case LENGTH -> {
                left -= count;
                if (left == 0) {
                    end(true);
                }
            }
            case CHUNKED -> {
                left -= count;
                if (left == 0 && MessageHead.line(in).isEmpty()) {
                    end(false);
                }
            }
        }
    }

    private boolean hasNextChunk() throws IOException {
        String size = MessageHead.line(in).orElse("");
        if (size.isEmpty()) {
            end(false);
            return false;
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            end(MessageHead.line(in).filter(String::isEmpty).isPresent());
        }
        return left > 0;
    }

    private void end(boolean clean) {
        ended = true;
        whole = clean;
    }
}
