package dev.weir.simulator;

import java.util.SplittableRandom;

/** Text of any length, the same for the same seed. */
final class RandomText {
    private static final String[] WORDS = {
        "the", "water", "runs", "over", "a", "low", "wall", "and", "falls", "into", "clear", "pool", "below", "where",
        "fish", "wait", "for", "evening", "while", "stones", "hold", "their", "place", "under", "slow", "green", "light"
    };

    private RandomText() {}

    /** A text of exactly so many tokens, in ASCII. */
    static String text(long seed, int tokens) {
        int length = tokens * TokenEstimate.BYTES;
        StringBuilder text = new StringBuilder(length + 8);
        SplittableRandom random = new SplittableRandom(seed);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        text.setLength(length);
        if (length > 0) {
            text.setCharAt(length - 1, '.');
        }
        return text.toString();
    }
}
