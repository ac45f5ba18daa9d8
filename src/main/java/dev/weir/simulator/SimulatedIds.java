package dev.weir.simulator;

/** Ids in the API's form, the same for the same seed and count. */
final class SimulatedIds {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int LENGTH = 22;

    private final long seed;
    private long count;

    SimulatedIds(long seed) {
        this.seed = seed;
    }

    /** The next id, for example {@code req_01} and 22 letters. */
    String next(String prefix) {
        long state = Mix.mix(seed * 0x9E3779B97F4A7C15L + ++count);
        StringBuilder id =
                new StringBuilder(prefix.length() + LENGTH + 3).append(prefix).append("_01");
        for (int at = 0; at < LENGTH; at++) {
            if (at % 8 == 0) {
                state = Mix.mix(state + 0x9E3779B97F4A7C15L);
            }
            id.append(ALPHABET.charAt((int) Long.remainderUnsigned(state >>> ((at % 8) * 6), ALPHABET.length())));
        }
        return id.toString();
    }
}
