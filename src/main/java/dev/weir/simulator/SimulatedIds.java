package dev.weir.simulator;

import java.util.SplittableRandom;

/** Ids in the API's form, the same for the same seed and count. */
final class SimulatedIds {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int LENGTH = 22;

    /** Keeps the counts of one seed apart from those of the next. */
    private static final long STEP = 1L << 32;

    private final long seed;
    private long count;

    SimulatedIds(long seed) {
        this.seed = seed;
    }

    /** The next id, for example {@code req_01} and 22 letters. */
    String next(String prefix) {
        SplittableRandom random = new SplittableRandom(seed * STEP + ++count);
        StringBuilder id =
                new StringBuilder(prefix.length() + LENGTH + 3).append(prefix).append("_01");
        for (int at = 0; at < LENGTH; at++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
