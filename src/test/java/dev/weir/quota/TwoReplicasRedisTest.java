package dev.weir.quota;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.message;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.used;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.QuotaFixture.TestQuotaConfig;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisServerForTests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two limiters, as two replicas have them, over one Redis. */
class TwoReplicasRedisTest {
    private final RedisServerForTests redis = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final List<RedisConnections> connections = new ArrayList<>();
    private final RedisQuotaLimiter first = replica("a");
    private final RedisQuotaLimiter second = replica("b");

    @AfterEach
    void stop() {
        connections.forEach(RedisConnections::close);
        result(vertx.close());
        redis.close();
    }

    @Test
    void holdALimitTogether() {
        Plan plan = plan(new Limit(REQUESTS_PER_MINUTE, 30));

        List<Future<QuotaDecision>> decisions = new ArrayList<>();
        for (int request = 0; request < 40; request++) {
            decisions.add((request % 2 == 0 ? first : second).reserve(request(plan)));
        }
        result(Future.join(decisions));

        assertThat(decisions)
                .filteredOn(reserved -> reserved.result() instanceof Granted)
                .hasSize(30);
        assertThat(decisions)
                .filteredOn(reserved -> reserved.result() instanceof Denied)
                .hasSize(10);
    }

    @Test
    void seeEachOthersOpenRequestsAndWhatTheyUsed() {
        Plan plan = plan(new Limit(CONCURRENT_REQUESTS, 1), new Limit(TOKENS_PER_DAY, 1_000_000));
        Lease lease = ((Granted) result(first.reserve(request(plan)))).lease();
        QuotaDecision meanwhile = result(second.reserve(request(plan)));

        first.settle(lease, used(120, 30));
        LimitsStatus after = result(first.limits(caller(plan), user("u-1"), plan, Optional.empty())
                .compose(_ -> second.limits(caller(plan), user("u-1"), plan, Optional.empty())));

        assertThat(meanwhile).isInstanceOf(Denied.class);
        assertThat(((LimitsStatus.Known) after).snapshot().limits())
                .extracting(LimitState::used)
                .containsExactly(0L, 150L);
    }

    private static QuotaRequest request(Plan plan) {
        return new QuotaRequest(caller(plan), user("u-1"), plan, message(300, 100), Optional.empty(), Instant.EPOCH);
    }

    private RedisQuotaLimiter replica(String name) {
        RedisConnections own = new RedisConnections(vertx, () -> Redis.createClient(vertx, redis.url()));
        connections.add(own);
        RecordedMeter meter = new RecordedMeter();
        GuardedStore store = new GuardedStore(
                new RedisQuotaStore(own, Clock.systemUTC()),
                Duration.ofSeconds(10),
                meter,
                String::valueOf,
                System::nanoTime);
        QuotaSources like = new QuotaFixture().sources;
        QuotaSources sources = new QuotaSources(
                like.prices(), like.pseudonyms(), () -> name + like.ids().get(), Clock.systemUTC());
        return RedisQuotaLimiter.over(
                store,
                new InMemoryQuotaStore(Clock.systemUTC()::millis, 10),
                new TestQuotaConfig(2, OutageMode.LOCAL, OutageMode.LOCAL),
                sources,
                meter);
    }
}
