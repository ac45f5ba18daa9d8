package dev.weir.quota;

import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.message;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.until;
import static dev.weir.quota.QuotaFixture.used;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.QuotaFixture.RecordedMeter;
import dev.weir.quota.QuotaFixture.TestQuotaConfig;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Redis is gone for a while. A stopped process keeps what is in its sockets and executes it once it continues; a killed
 * one that keeps nothing on disk has lost its leases.
 */
class LateChargesRedisTest {
    private static final int REQUESTS = 120;
    private static final Plan PLAN =
            plan(new Limit(REQUESTS_PER_MINUTE, 1_000_000), new Limit(TOKENS_PER_DAY, 100_000_000));

    private final RedisServerForTests redis = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, redis.url()));
    private final RecordedMeter meter = new RecordedMeter();
    private final RedisQuotaStore counts = new RedisQuotaStore(connections, Clock.systemUTC());
    private final GuardedStore store =
            new GuardedStore(counts, Duration.ofSeconds(2), meter, String::valueOf, System::nanoTime);
    private final QuotaSources like = new QuotaFixture().sources;
    private final QuotaSources sources =
            new QuotaSources(like.prices(), like.pseudonyms(), like.ids(), Clock.systemUTC());
    private final RedisQuotaLimiter limiter = RedisQuotaLimiter.over(
            store,
            new InMemoryQuotaStore(Clock.systemUTC()::millis, 10),
            new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED),
            sources,
            meter);

    /** Otherwise Redis would reply that it does not know the scripts. */
    @BeforeEach
    void loadScripts() {
        result(counts.warmUp());
    }

    @AfterEach
    void stop() {
        connections.close();
        result(vertx.close());
        redis.close();
    }

    @Test
    void chargesManySettlementsOfOneUserOnceThatAreUnderWayMeanwhile() {
        List<Lease> leases = leases();
        redis.pause();
        leases.forEach(lease -> limiter.settle(lease, used(100, 20)));
        until(() -> store.state() == StoreState.GONE);

        redis.goOn();
        recover();

        assertThat(limits().leases()).isZero();
        assertThat(limits().limits()).extracting(LimitState::used).element(1).isEqualTo(120L * REQUESTS);
        assertThat(limits().limits()).extracting(LimitState::held).containsOnly(0L);
    }

    @Test
    void chargesWhatRedisHasLostTheLeasesOf() {
        List<Lease> leases = leases();
        redis.kill();
        untilItIsGone();
        leases.forEach(lease -> limiter.settle(lease, used(100, 20)));

        redis.restart();
        recover();

        assertThat(limits().limits()).extracting(LimitState::used).element(1).isEqualTo(120L * REQUESTS);
        assertThat(meter.losses).isEmpty();
    }

    @Test
    void leavesNothingOfARejectedReservationWhoseConnectionWasGivenUp() {
        redis.pause();
        QuotaDecision decision = reserve();
        boolean isHeard = result(counts.snapshot(
                        new Subject("search", "nobody"),
                        Terms.of(PLAN, caller(PLAN).team()))
                .transform(reply -> Future.succeededFuture(reply.succeeded())));

        redis.goOn();
        recover();

        assertThat(decision).isInstanceOf(Unavailable.class);
        assertThat(isHeard).isFalse();
        assertThat(limits().leases()).isZero();
        assertThat(limits().limits()).extracting(LimitState::used).containsOnly(0L);
    }

    private List<Lease> leases() {
        List<Lease> leases = new ArrayList<>();
        for (int request = 0; request < REQUESTS; request++) {
            leases.add(((Granted) reserve()).lease());
        }
        return leases;
    }

    /** Reads the limits until nothing is sent to Redis any more. */
    private void untilItIsGone() {
        until(() -> {
            result(limiter.limits(caller(PLAN), user("u-1"), PLAN, Optional.empty()));
            return store.state() == StoreState.GONE;
        });
    }

    private QuotaDecision reserve() {
        return result(limiter.reserve(
                new QuotaRequest(caller(PLAN), user("u-1"), PLAN, message(300, 100), Optional.empty(), Instant.EPOCH)));
    }

    /** Retries until Redis has replied to everything, as the upkeep does. */
    private void recover() {
        until(() -> {
            limiter.catchUp();
            return limiter.unsettled() == 0 && store.state() == StoreState.GOOD;
        });
    }

    private Snapshot limits() {
        return ((LimitsStatus.Known) result(limiter.limits(caller(PLAN), user("u-1"), PLAN, Optional.empty())))
                .snapshot();
    }
}
