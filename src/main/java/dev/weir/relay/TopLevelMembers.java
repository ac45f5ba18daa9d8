package dev.weir.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Set;

/**
 * Keeps a few members of a JSON object that flows past, at any chunking, and forgets the rest: an answer may be of any size.
 *
 * <p>It tells strings and nesting apart and no more; whoever reads what was kept finds out whether it is JSON.
 */
final class TopLevelMembers {
    private static final Set<String> WANTED = Set.of("id", "model", "stop_reason", "usage");
    private static final int LONGEST_NAME = 16;
    private static final int MOST_KEPT = 256 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private final StringBuilder name = new StringBuilder(LONGEST_NAME);
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean nameExpected;
    private boolean inName;
    private boolean keeping;

    void see(ByteBuf bytes) {
        for (int at = bytes.readerIndex(), end = bytes.writerIndex(); at < end; at++) {
            next(bytes.getByte(at));
        }
    }

    /** Returns an object of the members kept so far; not JSON where the answer was none or broke off inside of one. */
    byte[] kept() {
        String text = kept.size() > MOST_KEPT ? "" : kept.toString(java.nio.charset.StandardCharsets.UTF_8);
        return ("{" + text + "}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void next(byte value) {
        if (inString) {
            string(value);
            return;
        }
        switch (value) {
            case '"' -> openString();
            case '{', '[' -> {
                keep(value);
                depth++;
                nameExpected = depth == 1;
            }
            case '}', ']' -> close(value);
            case ',' -> comma();
            case ':' -> colon();
            default -> keep(value);
        }
    }

    private void string(byte value) {
        if (escaped) {
            escaped = false;
        } else if (value == '\\') {
            escaped = true;
        } else if (value == '"') {
            inString = false;
            inName = false;
            keep(value);
            return;
        }
        if (inName) {
            if (name.length() < LONGEST_NAME) {
                name.append((char) value);
            }
        } else {
            keep(value);
        }
    }

    private void openString() {
        inString = true;
        if (depth == 1 && nameExpected) {
            inName = true;
            name.setLength(0);
        } else {
            keep((byte) '"');
        }
    }

    private void close(byte value) {
        depth--;
        if (depth == 0) {
            keeping = false;
        } else {
            keep(value);
        }
    }

    private void comma() {
        if (depth == 1) {
            keeping = false;
            nameExpected = true;
        } else {
            keep((byte) ',');
        }
    }

    private void colon() {
        if (depth != 1) {
            keep((byte) ':');
        } else if (nameExpected) {
            nameExpected = false;
            startKeeping();
        }
    }

    private void startKeeping() {
        keeping = WANTED.contains(name.toString());
        if (keeping) {
            String separator = kept.size() == 0 ? "\"" : ",\"";
            kept.writeBytes((separator + name + "\":").getBytes(US_ASCII));
        }
    }

    private void keep(byte value) {
        if (keeping && kept.size() <= MOST_KEPT) {
            kept.write(value);
        }
    }
}
