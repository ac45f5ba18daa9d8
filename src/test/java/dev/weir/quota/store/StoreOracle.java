package dev.weir.quota.store;

import static dev.weir.quota.store.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Runs histories on the mirror and on a Redis, and compares replies and state after every step. */
final class StoreOracle {
    private static final int STEPS = 40;

    private final RedisConnections connections;
    private final RawRedis redis;

    StoreOracle(Vertx vertx, String url) {
        this.connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, url));
        this.redis = new RawRedis(vertx, url);
    }

    void close() {
        connections.close();
        redis.close();
    }

    /** Fails with the seed where one step differs or an invariant is broken. */
    void compare(long seed) {
        StoreHistory history = new StoreHistory(seed);
        MirrorQuotaStore mirror = new MirrorQuotaStore(history::nowMillis, 1000);
        RedisQuotaStore store = new RedisQuotaStore(connections, replicaClock(history), history::nowMillis);
        LevelInvariants invariants = new LevelInvariants();
        List<Keys> levels = history.levels();
        for (int n = 0; n < STEPS; n++) {
            StoreHistory.Step step = history.next();
            String where = "seed " + seed + ", step " + n;
            assertThat((Object) result(step.on(store))).as(where).isEqualTo(result(step.on(mirror)));
            assertThat(LevelText.inRedis(redis, levels)).as(where).isEqualTo(LevelText.inMirror(mirror, levels));
            levels.forEach(keys -> invariants.hold(keys.state(), mirror.level(keys.state())));
        }
    }

    private static Clock replicaClock(StoreHistory history) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(history.replicaMillis());
            }
        };
    }
}
