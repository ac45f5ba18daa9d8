package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LostPart;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.quota.store.memory.LevelInvariants;
import dev.weir.quota.store.memory.MemoryLevelText;
import dev.weir.quota.store.memory.MemoryLoss;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs histories on the store in memory and on a Redis, and compares replies and state after every step. */
final class StoreComparison {
    private static final int STEPS = 40;

    private final RedisConnections connections;
    private final RawRedis redis;

    StoreComparison(Vertx vertx, String url) {
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
        InMemoryQuotaStore memory = new InMemoryQuotaStore(history::nowMillis, 1000);
        RedisQuotaStore store = new RedisQuotaStore(connections, replicaClock(history), history::nowMillis);
        LevelInvariants invariants = new LevelInvariants();
        List<LimitOwner> all = history.owners();
        List<LimitOwner> owners = new ArrayList<>(all);
        for (int n = 0; n < STEPS; n++) {
            Optional<LostPart> lost = history.loss();
            lost.ifPresent(part -> {
                RedisLoss.lose(redis, part);
                MemoryLoss.lose(memory, part);
                owners.remove(part.owner());
            });
            StoreHistory.HistoryStep step = history.next();
            String where = "seed " + seed + ", step " + n;
            assertThat((Object) result(step.on(store))).as(where).isEqualTo(result(step.on(memory)));
            assertThat(RedisLevelText.of(redis, all)).as(where).isEqualTo(MemoryLevelText.of(memory, all));
            owners.forEach(owner -> invariants.hold(memory, owner));
            if (!history.hasJumpedBack()) {
                owners.forEach(owner -> invariants.periodsGoForward(memory, owner));
            }
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
