package dev.weir.quota.estimate;

import java.util.Arrays;

/** The last 32 counts of something. Not safe for use by many threads. */
final class RecentValues {
    private static final int KEPT = 32;
    private static final double PART = 0.9;

    private final int[] values = new int[KEPT];
    private long count;

    /** Adds a count; what does not fit an int is taken as the largest that does. */
    void add(long value) {
        values[(int) (count++ % KEPT)] = Math.clamp(value, 0, Integer.MAX_VALUE);
    }

    /** Returns how many counts came, those forgotten included. */
    long count() {
        return count;
    }

    /** Returns the smallest count that nine in ten do not exceed; 0 where none came. */
    long high() {
        int known = (int) Math.min(count, KEPT);
        if (known == 0) {
            return 0;
        }
        int[] sorted = Arrays.copyOf(values, known);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(PART * known) - 1];
    }
}
