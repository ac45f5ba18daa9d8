package dev.weir.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Counts the tokens of a model's text from below, as its JSON flows past: for a response that ends early, whose usage
 * nobody reports. One table look-up for each byte of text.
 *
 * <p>One token for each digit, two for each character of four bytes, one for any other character that is not ASCII, and
 * one for four other ASCII characters. docs/design-decisions.md has the sources.
 */
final class OutputText implements ByteReader {
    private static final int QUARTERS_PER_TOKEN = 4;
    private static final int LONGEST_KEY = 16;
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;
    private static final int SPECIAL = -1;
    private static final int FIRST_OF_TWO_BYTES = 0xc2;
    private static final int FIRST_OF_FOUR_BYTES = 0xf0;
    private static final int BYTE_VALUES = 256;
    private static final byte[] QUARTERS = quarters();

    private static final byte[] TEXT = "text".getBytes(US_ASCII);
    private static final byte[] THINKING = "thinking".getBytes(US_ASCII);
    private static final byte[] PARTIAL_JSON = "partial_json".getBytes(US_ASCII);
    private static final byte[] COMPACTED = "content".getBytes(US_ASCII);
    private static final byte[] INPUT = "input".getBytes(US_ASCII);

    private final BoundedBytes key = new BoundedBytes(LONGEST_KEY);
    private long quarters;
    private int depth;
    private int inputDepth;
    private boolean afterColon;
    private boolean inString;
    private boolean isCounted;
    private Escape escape = Escape.NONE;
    private int hexDigits;
    private int codeUnit;

    private enum Escape {
        NONE,
        BEGUN,
        HEX
    }

    /** Returns the weight of a character in quarters of a token, by its first byte in UTF-8. */
    private static byte[] quarters() {
        byte[] quarters = new byte[BYTE_VALUES];
        for (int first = 0; first < BYTE_VALUES; first++) {
            quarters[first] = (byte) quarters(first);
        }
        quarters['"'] = SPECIAL;
        quarters['\\'] = SPECIAL;
        return quarters;
    }

    private static int quarters(int first) {
        if (first >= FIRST_OF_FOUR_BYTES) {
            return 2 * QUARTERS_PER_TOKEN;
        }
        if (first >= FIRST_OF_TWO_BYTES || (first >= '0' && first <= '9')) {
            return QUARTERS_PER_TOKEN;
        }
        return first < 0x80 ? 1 : 0;
    }

    /** Begins another JSON text, whether the one before was complete or not. */
    void next() {
        depth = 0;
        inputDepth = 0;
        afterColon = false;
        inString = false;
        isCounted = false;
        escape = Escape.NONE;
    }

    /** Returns how many tokens the text so far has at least. */
    long tokens() {
        return quarters / QUARTERS_PER_TOKEN;
    }

    @Override
    public void read(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (!inString) {
                structure(bytes[at++]);
            } else if (escape != Escape.NONE) {
                escaped(bytes[at++]);
            } else {
                at = text(bytes, at, end);
            }
        }
    }

    /** Returns where the string or its next escape begins to end, or {@code end}: most of a response is passed here. */
    private int text(byte[] bytes, int from, int end) {
        int at = from;
        long sum = 0;
        int weight = at < end ? QUARTERS[bytes[at] & 0xff] : SPECIAL;
        while (weight >= 0) {
            sum += weight;
            at++;
            weight = at < end ? QUARTERS[bytes[at] & 0xff] : SPECIAL;
        }
        if (isCounted) {
            quarters += sum;
        } else {
            key.append(bytes, from, at);
        }
        if (at == end) {
            return end;
        }
        if (bytes[at] == '"') {
            inString = false;
        } else {
            escape = Escape.BEGUN;
        }
        return at + 1;
    }

    private void escaped(byte next) {
        if (escape == Escape.HEX) {
            hex(next);
        } else if (next == 'u') {
            escape = Escape.HEX;
            hexDigits = 0;
            codeUnit = 0;
        } else {
            escape = Escape.NONE;
            add(1);
        }
    }

    /** Half of a pair of surrogates weighs as much as half of a character of four bytes. */
    private void hex(byte next) {
        codeUnit = codeUnit * HEX + Math.max(0, Character.digit(next, HEX));
        hexDigits++;
        if (hexDigits == HEX_DIGITS) {
            escape = Escape.NONE;
            add(codeUnit < 0x80 ? quarters(codeUnit) : QUARTERS_PER_TOKEN);
        }
    }

    private void add(int weight) {
        if (isCounted) {
            quarters += weight;
        }
    }

    private void structure(byte next) {
        switch (next) {
            case '"' -> openString();
            case ':' -> afterColon = true;
            case ',' -> afterColon = false;
            case '{', '[' -> open();
            case '}', ']' -> close();
            default -> {
                if (inputDepth > 0 && next > ' ') {
                    quarters += QUARTERS[next & 0xff] < 0 ? 1 : QUARTERS[next & 0xff];
                }
            }
        }
    }

    private void openString() {
        inString = true;
        isCounted = inputDepth > 0 || (afterColon && holdsText());
        afterColon = false;
        if (!isCounted) {
            key.clear();
        }
    }

    private boolean holdsText() {
        return key.is(TEXT) || key.is(THINKING) || key.is(PARTIAL_JSON) || key.is(COMPACTED);
    }

    private void open() {
        depth++;
        if (inputDepth == 0 && afterColon && key.is(INPUT)) {
            inputDepth = depth;
        }
        afterColon = false;
    }

    private void close() {
        depth--;
        if (depth < inputDepth) {
            inputDepth = 0;
        }
    }
}
