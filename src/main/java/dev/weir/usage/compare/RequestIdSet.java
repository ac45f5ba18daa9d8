package dev.weir.usage.compare;

import dev.weir.messages.Hash64;

/**
 * The ids of requests that have been seen: 64 bits of each, so that ten million need 256 MB at most, and two of them
 * are taken as the same with a probability of 1 to 300,000. Used by one thread.
 */
final class RequestIdSet {
    private static final int FIRST_SIZE = 1 << 10;

    private long[] slots = new long[FIRST_SIZE];
    private int count;

    /** Adds an id; returns whether it is new. */
    boolean add(String requestId) {
        long hash = Hash64.of(requestId);
        if (!put(slots, hash == 0 ? 1 : hash)) {
            return false;
        }
        count++;
        if (count * 2 > slots.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] table, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & mask;
        }
        table[at] = hash;
        return true;
    }
}
