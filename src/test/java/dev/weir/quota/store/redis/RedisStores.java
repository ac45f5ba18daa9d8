package dev.weir.quota.store.redis;

import dev.weir.quota.store.QuotaStore;
import java.time.Clock;
import java.util.function.LongSupplier;

/** Makes stores whose scripts take the time from a test. */
public final class RedisStores {
    private RedisStores() {}

    /** Returns a store that counts by a clock of its own in place of Redis'. */
    public static QuotaStore countingBy(RedisConnections connections, Clock clock, LongSupplier redisMillis) {
        return new RedisQuotaStore(connections, clock, redisMillis);
    }
}
