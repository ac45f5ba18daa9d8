package dev.weir.quota.estimate;

import java.util.Arrays;

/** The last 32 values of a count. Not safe for use by many threads. */
final class RecentValues {
    private static final int KEPT = 32;
    private static final double PART = 0.9;

    private final int[] values = new int[KEPT];
    private long count;

    /** Adds a value; one that does not fit an int counts as the largest int. */
    void add(long value) {
        values[(int) (count++ % KEPT)] = Math.clamp(value, 0, Integer.MAX_VALUE);
    }

    /** Returns how many values were added, forgotten ones included. */
    long count() {
        return count;
    }

    /** Returns the smallest value that nine in ten do not exceed; 0 without values. */
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
