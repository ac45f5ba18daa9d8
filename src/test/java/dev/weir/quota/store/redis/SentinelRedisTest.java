package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.FutureResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.FutureResults;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A master that is lost, and the replica that Sentinel makes master in its stead. */
class SentinelRedisTest {
    private static final Subject ANNE = new Subject("search", "anne");
    private static final Terms TERMS = new Terms(
            TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1000)),
            TestLimits.limits(
                    TestLimits.limit(LimitKind.TOKENS_PER_MONTH, 1000),
                    TestLimits.limit(LimitKind.CONCURRENT_REQUESTS, 5)),
            TestLimits.UTC);
    private static final Amounts AMOUNTS = new Amounts(1, 0, 0, 7, 0);

    @Test
    void countsOnceOnTheNewMasterWhatTheLostOneHeld() {
        Vertx vertx = Vertx.vertx();
        try (RedisSentinelForTests redis = RedisSentinelForTests.start()) {
            RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, options(redis)));
            RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());
            reserve(store, "settled");
            untilDone(() -> store.settle(settlement("settled")));
            reserve(store, "open");

            redis.killMaster();
            untilDone(() -> store.settle(settlement("open")));

            assertThat(redis.isReplicaPromoted()).isTrue();
            untilDone(() -> store.settle(settlement("settled")));
            untilDone(() -> store.settle(settlement("open")));
            reserve(store, "new");
            Snapshot snapshot = result(store.snapshot(ANNE, TERMS));
            assertThat(snapshot.limits())
                    .extracting(LimitState::used, LimitState::held)
                    .containsExactly(tuple(14L, 7L), tuple(14L, 7L), tuple(1L, 0L));
            connections.close();
        } finally {
            result(vertx.close());
        }
    }

    /** Returns what Quarkus makes of the settings. */
    private static RedisOptions options(RedisSentinelForTests redis) {
        Map<String, String> settings = redis.settings();
        return new RedisOptions()
                .setType(RedisClientType.SENTINEL)
                .setConnectionString(setting(settings, "quarkus.redis.hosts"))
                .setMasterName(setting(settings, "quarkus.redis.master-name"));
    }

    private static String setting(Map<String, String> settings, String name) {
        return Optional.ofNullable(settings.get(name)).orElseThrow();
    }

    private static void reserve(QuotaStore store, String lease) {
        untilDone(
                () -> store.reserve(new ReserveRequest(lease, ANNE, TERMS, AMOUNTS, Fit.EXACT, Duration.ofMinutes(5))));
    }

    private static Settlement settlement(String lease) {
        return new Settlement(lease, ANNE, TERMS, AMOUNTS);
    }

    private static void untilDone(Supplier<Future<?>> operation) {
        FutureResults.until(Duration.ofSeconds(40), "the operation is done", () -> succeeded(operation.get()));
    }
}
