package dev.weir.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;

/**
 * Finds a few members of a JSON object as it is relayed, at any chunking, and forgets the rest: a response may be of
 * any size.
 *
 * <p>It distinguishes only strings and nesting; whether a value is valid JSON is left to its reader. A body that does
 * not begin with an object has no members.
 */
final class TopLevelMembers implements ByteReader {
    /** A longer value is not kept; ids and usage are much shorter. */
    static final int LONGEST_VALUE = 256 * 1024;

    private static final int LONGEST_NAME = 16;

    private final MemberHandler listener;
    private final List<String> wanted;
    private final BoundedBytes name = new BoundedBytes(LONGEST_NAME);
    private final BoundedBytes value = new BoundedBytes(LONGEST_VALUE);
    private Optional<String> kept = Optional.empty();
    private final ByteOrderMark mark = new ByteOrderMark();
    private boolean over;
    private boolean isObject;
    private boolean inContent;
    private boolean hasContent;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean nameExpected;
    private boolean inName;

    /**
     * Makes a reader that passes to {@code listener} the members named {@code wanted}, in ASCII and of at most
     * {@value #LONGEST_NAME} characters.
     */
    TopLevelMembers(List<String> wanted, MemberHandler listener) {
        this.wanted = List.copyOf(wanted);
        this.listener = listener;
    }

    /** Receives members. */
    interface MemberHandler {
        /**
         * A member is complete.
         *
         * @param value whose first {@code length} bytes are the value, white space around it included; good until the
         *     return
         */
        void member(String name, byte[] value, int length);
    }

    @Override
    public void read(byte[] bytes, int from, int end) {
        int at = mark.skip(bytes, from, end);
        over |= mark.isBroken();
        scan(bytes, at, end);
    }

    /** Returns whether the body is no JSON object, as its first bytes show. */
    boolean isNoObject() {
        return over && !isObject;
    }

    /** Returns whether the member {@code content} is a non-empty list, as far as it was read. */
    boolean hasContent() {
        return hasContent;
    }

    /** Returns how many bytes are kept now, which does not grow with the response. */
    int keptBytes() {
        return name.array().length + value.array().length;
    }

    private void scan(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && !over) {
            if (inString) {
                int next = afterString(bytes, at, end);
                keep(bytes, at, next);
                at = next;
            } else {
                next(bytes[at++]);
            }
        }
    }

    /** Returns where the string has ended, or {@code end}: most of a response is skipped here. */
    private int afterString(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            byte next = bytes[at++];
            if (escaped) {
                escaped = false;
            } else if (next == '\\') {
                escaped = true;
            } else if (next == '"') {
                inString = false;
                return at;
            }
        }
        return end;
    }

    private void keep(byte[] bytes, int from, int end) {
        if (inName) {
            name.append(bytes, from, inString ? end : end - 1);
            inName = inString;
        } else if (kept.isPresent()) {
            value.append(bytes, from, end);
        }
    }

    private void next(byte next) {
        switch (next) {
            case '"' -> openString();
            case '{', '[' -> open(next);
            case '}', ']' -> close(next);
            case ',' -> comma();
            case ':' -> colon();
            case ' ', '\t', '\r', '\n' -> keep(next);
            default -> {
                over = depth == 0;
                keep(next);
            }
        }
    }

    private void openString() {
        inString = true;
        over = depth == 0;
        if (depth == 1 && nameExpected) {
            inName = true;
            name.clear();
        } else {
            keep((byte) '"');
        }
    }

    private void open(byte bracket) {
        over = depth == 0 && bracket == '[';
        isObject |= depth == 0 && bracket == '{';
        hasContent |= depth == 2 && inContent;
        keep(bracket);
        depth++;
        nameExpected = depth == 1;
    }

    private void close(byte bracket) {
        depth--;
        if (depth > 0) {
            keep(bracket);
        } else {
            memberEnds();
            over = true;
        }
    }

    private void comma() {
        if (depth == 1) {
            memberEnds();
            nameExpected = true;
        } else {
            keep((byte) ',');
        }
    }

    private void colon() {
        if (depth == 1 && nameExpected) {
            nameExpected = false;
            String text = new String(name.array(), 0, name.length(), ISO_8859_1);
            inContent = text.equals("content");
            kept = wanted.contains(text) ? Optional.of(text) : Optional.empty();
            value.clear();
        } else {
            keep((byte) ':');
        }
    }

    private void memberEnds() {
        if (kept.isPresent() && !value.hasOverflowed()) {
            listener.member(kept.get(), value.array(), value.length());
        }
        kept = Optional.empty();
    }

    private void keep(byte next) {
        if (kept.isPresent()) {
            value.append(next);
        }
    }
}
