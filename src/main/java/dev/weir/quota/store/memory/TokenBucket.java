package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;

/**
 * The bucket of a rate limit.
 *
 * @param parts what is in it, in {@value #PARTS}ths of a unit; below 0 it is in debt
 * @param atMillis when it held that, in milliseconds since 1970
 * @param perMinute units that refill per minute
 * @param size units that it holds when it is full
 */
record TokenBucket(long parts, long atMillis, long perMinute, long size) {
    /** Parts of a unit, so that rate limit x elapsed milliseconds is a whole number. */
    static final long PARTS = 60_000;

    private static final long DEEPEST = -3_000_000_000_000_000L;

    static TokenBucket full(Limit limit, long nowMillis) {
        return new TokenBucket(limit.size() * PARTS, nowMillis, limit.max(), limit.size());
    }

    TokenBucket refilled(long nowMillis) {
        long missing = size * PARTS - parts;
        long elapsed = Math.max(0, nowMillis - atMillis);
        boolean isFull = perMinute == 0 ? missing <= 0 : elapsed >= Math.ceilDiv(missing, perMinute);
        return new TokenBucket(parts + (isFull ? missing : elapsed * perMinute), nowMillis, perMinute, size);
    }

    TokenBucket refilledWholly(long nowMillis) {
        return new TokenBucket(size * PARTS, nowMillis, perMinute, size);
    }

    /** Applies a limit. What was used stays used; where the limit was lowered, at most twice its size. */
    TokenBucket under(Limit limit) {
        long full = limit.size() * PARTS;
        long left = size == limit.size() ? parts : full - Math.min(size * PARTS - parts, 2 * full);
        return new TokenBucket(left, atMillis, limit.max(), limit.size());
    }

    /** Takes units out; negative ones are put back. */
    TokenBucket drained(long units) {
        long left = Math.clamp(parts - units * PARTS, DEEPEST, size * PARTS);
        return new TokenBucket(left, atMillis, perMinute, size);
    }

    /** Returns the whole units in it, negative where it is in debt. */
    long units() {
        return Math.floorDiv(parts, PARTS);
    }
}
