package dev.weir.quota.store.redis;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.REQUESTS_PER_DAY;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.TOKENS_PER_WEEK;
import static dev.weir.policy.LimitKind.USD_PER_MONTH;
import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** This version and the one before it serve the same team at the same time, as during a rolling update. */
class RollingUpdateRedisTest {
    private static final Instant BEGINNING = Instant.parse("2026-11-22T10:00:00Z");
    private static final Subject ANNE = new Subject("search", "0123456789abcdef0123456789abcdef");
    private static final List<Limit> USER = List.of(
            new Limit(REQUESTS_PER_MINUTE, 100),
            new Limit(TOKENS_PER_DAY, 1_000),
            new Limit(USD_PER_MONTH, 1_000_000),
            new Limit(CONCURRENT_REQUESTS, 5));
    private static final List<Limit> TEAM = List.of(new Limit(TOKENS_PER_DAY, 2_000));
    private static final Terms SAME = new Terms(new Limits(USER), new Limits(TEAM), ZoneOffset.UTC);
    private static final Terms NEWER = new Terms(
            new Limits(List.of(
                    new Limit(TOKENS_PER_DAY, 1_000),
                    new Limit(TOKENS_PER_WEEK, 5_000),
                    new Limit(REQUESTS_PER_DAY, 50))),
            new Limits(TEAM),
            ZoneOffset.UTC);
    private static final Amounts HOLD = new Amounts(1, 0, 0, 100, 300);
    private static final Amounts USED = new Amounts(1, 0, 0, 70, 200);
    private static final Duration LEASE_TIME = Duration.ofMinutes(1);

    private final AtomicLong nowMillis = new AtomicLong(BEGINNING.toEpochMilli());
    private final RedisServerForTests server = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisQuotaStore store =
            RedisStores.countingBy(connections, Clock.fixed(BEGINNING, ZoneOffset.UTC), nowMillis::get);
    private final PreviousVersion previous = new PreviousVersion(connections, ANNE, USER, TEAM);

    @AfterEach
    void end() {
        connections.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void countsOnWhatThePreviousVersionCountedAndItOnWhatThisOneDid() {
        previous.charge("old", USED, nowMillis.get());
        previous.reserve("old-open", HOLD, LEASE_TIME, nowMillis.get());

        reserve("new", SAME);
        settle("new", SAME);
        reserve("new-open", SAME);

        assertThat(used(SAME)).containsExactly(4L, 140L, 400L, 2L, 140L).isEqualTo(previous.used(nowMillis.get()));
        assertThat(held(SAME)).containsExactly(0L, 200L, 600L, 0L, 200L).isEqualTo(previous.held(nowMillis.get()));
    }

    @Test
    void enforcesOneLimitTogether() {
        for (int n = 0; n < 5; n++) {
            assertThat(previous.reserve("old-" + n, HOLD, LEASE_TIME, nowMillis.get()))
                    .isTrue();
            settleByPrevious("old-" + n);
            reserve("new-" + n, SAME);
            settle("new-" + n, SAME);
        }
        for (int n = 0; n < 3; n++) {
            reserve("more-" + n, SAME);
        }

        assertThat(previous.reserve("old-last", HOLD, LEASE_TIME, nowMillis.get()))
                .isFalse();
        assertThat(isGranted("new-last", SAME)).isFalse();
    }

    @Test
    void endsLeasesOfTheOther() {
        previous.reserve("old", HOLD, LEASE_TIME, nowMillis.get());
        reserve("new", SAME);

        settle("old", SAME);
        boolean isEnded = previous.settle("new", USED, nowMillis.get());

        assertThat(isEnded).isTrue();
        assertThat(used(SAME)).containsExactly(2L, 140L, 400L, 0L, 140L);
        assertThat(held(SAME)).containsOnly(0L);
    }

    @Test
    void chargesForExpiredLeasesOfTheOther() {
        previous.reserve("old", HOLD, LEASE_TIME, nowMillis.get());
        reserve("new", SAME);
        nowMillis.addAndGet(LEASE_TIME.toMillis() + 1);

        reserve("next", SAME);
        List<Long> ofBoth = used(SAME);
        previous.reserve("next-old", HOLD, LEASE_TIME, nowMillis.get());

        assertThat(ofBoth).element(1).isEqualTo(200L);
        assertThat(used(SAME)).element(1).isEqualTo(200L);
        assertThat(held(SAME)).element(1).isEqualTo(200L);
    }

    @Test
    void keepsWhatNewerLimitsCountedWhileThePreviousVersionServes() {
        reserve("new", NEWER);
        settle("new", NEWER);

        previous.reserve("old", HOLD, LEASE_TIME, nowMillis.get());
        settleByPrevious("old");

        assertThat(used(NEWER)).containsExactly(140L, 70L, 1L, 140L);
    }

    private void settleByPrevious(String lease) {
        assertThat(previous.settle(lease, USED, nowMillis.get())).isTrue();
    }

    private void reserve(String lease, Terms terms) {
        assertThat(isGranted(lease, terms)).isTrue();
    }

    private boolean isGranted(String lease, Terms terms) {
        ReserveRequest request = new ReserveRequest(lease, ANNE, terms, HOLD, Fit.EXACT, LEASE_TIME);
        return result(store.reserve(request)) instanceof Granted;
    }

    private void settle(String lease, Terms terms) {
        assertThat(result(store.settle(new Settlement(lease, ANNE, terms, USED)))
                        .isEnded())
                .isTrue();
    }

    private List<Long> used(Terms terms) {
        return result(store.snapshot(ANNE, terms)).limits().stream()
                .map(LimitState::used)
                .toList();
    }

    private List<Long> held(Terms terms) {
        return result(store.snapshot(ANNE, terms)).limits().stream()
                .map(LimitState::held)
                .toList();
    }
}
