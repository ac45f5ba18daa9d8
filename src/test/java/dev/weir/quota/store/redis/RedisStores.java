package dev.weir.quota.store.redis;

import java.time.Clock;
import java.util.function.LongSupplier;

/** Makes stores whose scripts take the time from a test. */
public final class RedisStores {
    private RedisStores() {}

    /** Returns a store that counts by a clock of its own in place of Redis'. */
    public static RedisQuotaStore countingBy(RedisConnections connections, Clock clock, LongSupplier redisMillis) {
        return new RedisQuotaStore(connections, clock, redisMillis);
    }
}
