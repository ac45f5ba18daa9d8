package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.FutureResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.FutureResults;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Renewal;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many teams in many slots of a Redis Cluster, and one of its masters lost in the middle. */
class ClusterRedisTest {
    private static final List<Subject> USERS = IntStream.range(0, 40)
            .mapToObj(n -> new Subject("team-" + n, "anne"))
            .toList();
    private static final Terms TERMS = new Terms(
            TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1000)),
            TestLimits.limits(
                    TestLimits.limit(LimitKind.TOKENS_PER_MONTH, 1000),
                    TestLimits.limit(LimitKind.CONCURRENT_REQUESTS, 5)),
            TestLimits.UTC);
    private static final Amounts AMOUNTS = new Amounts(1, 0, 0, 7, 0);
    private static final Duration LEASE_TIME = Duration.ofMinutes(5);

    @Test
    void countsEveryTeamOnceThoughAMasterIsLost() {
        Vertx vertx = Vertx.vertx();
        try (RedisClusterForTests cluster = RedisClusterForTests.start()) {
            RedisOptions options =
                    new RedisOptions().setType(RedisClientType.CLUSTER).setEndpoints(cluster.urls());
            RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, options));
            RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());

            USERS.forEach(user -> untilDone(
                    () -> store.reserve(new ReserveRequest("lease", user, TERMS, AMOUNTS, Fit.EXACT, LEASE_TIME))));
            result(store.renew(renewals()));
            USERS.subList(0, 20).forEach(user -> result(store.settle(settlement(user))));
            cluster.killMaster();
            untilDone(() -> store.renew(renewals()));
            USERS.forEach(user -> untilDone(() -> store.settle(settlement(user))));
            USERS.forEach(user -> untilDone(() -> store.settle(settlement(user))));

            assertThat(USERS).allSatisfy(user -> {
                Snapshot snapshot = result(store.snapshot(user, TERMS));
                assertThat(snapshot.limits())
                        .extracting(LimitState::used, LimitState::held)
                        .containsExactly(tuple(7L, 0L), tuple(7L, 0L), tuple(0L, 0L));
            });
            connections.close();
        } finally {
            result(vertx.close());
        }
    }

    private static List<Renewal> renewals() {
        return USERS.stream()
                .map(user -> new Renewal("lease", user, TERMS, Optional.of(AMOUNTS), AMOUNTS, LEASE_TIME))
                .toList();
    }

    private static Settlement settlement(Subject user) {
        return new Settlement("lease", user, TERMS, AMOUNTS);
    }

    private static void untilDone(Supplier<Future<?>> operation) {
        FutureResults.until(Duration.ofSeconds(40), "the operation is done", () -> succeeded(operation.get()));
    }
}
