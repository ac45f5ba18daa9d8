package dev.weir.simulator;

import java.nio.charset.StandardCharsets;

/** The simulator's estimate: four bytes of UTF-8 are a token, and a rest of them is one too. */
final class TokenEstimate {
    /** How many bytes make a token. */
    static final int BYTES = 4;

    private TokenEstimate() {}

    /** The tokens of so many bytes. */
    static int of(long bytes) {
        return (int) ((bytes + BYTES - 1) / BYTES);
    }

    /** The tokens of a text. */
    static int of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** The longest start of a text that has at most so many tokens; never half a character. */
    static String start(String text, int tokens) {
        if (of(text) <= tokens) {
            return text;
        }
        long bytes = (long) tokens * BYTES;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            bytes -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes < 0) {
                break;
            }
            at += Character.charCount(point);
        }
        return text.substring(0, at);
    }
}
