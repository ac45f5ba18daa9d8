package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisQuotaStoreRedisTest {
    private static final Subject ANNE = new Subject("search", "0123456789abcdef0123456789abcdef");
    private static final Terms TERMS = new Terms(
            TestLimits.limits(
                    TestLimits.limit(LimitKind.REQUESTS_PER_MINUTE, 500),
                    TestLimits.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 500_000),
                    TestLimits.limit(LimitKind.OUTPUT_TOKENS_PER_MINUTE, 500_000),
                    TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1_000_000),
                    TestLimits.limit(LimitKind.USD_PER_MONTH, 1_000_000)),
            TestLimits.limits(TestLimits.limit(LimitKind.CONCURRENT_REQUESTS, 1000)),
            ZoneOffset.UTC);
    private static final Amounts HOLD = new Amounts(1, 10, 20, 30, 400);
    private static final Duration LEASE_TIME = Duration.ofMinutes(1);

    private final RedisServerForTests server = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RawRedis redis = new RawRedis(vertx, server.url());
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());

    @AfterEach
    void end() {
        connections.close();
        redis.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void keepsNoKeyForever() {
        reserve("settled");
        result(store.settle(new Settlement("settled", ANNE, TERMS, HOLD)));
        boolean isAllMortalWhenIdle = isAllMortal();
        reserve("open");
        result(store.renew(List.of(new Renewal("open", ANNE, TERMS, Optional.of(HOLD), HOLD, Duration.ofHours(2)))));
        result(store.charge(new Settlement("charged", ANNE, TERMS, HOLD)));

        boolean isAllMortalWhenBusy = isAllMortal();

        assertThat(isAllMortalWhenIdle).isTrue();
        assertThat(isAllMortalWhenBusy).isTrue();
    }

    @Test
    void keepsMonthsUntilTwoDaysAfterTheirEndAndLeasesUntilTheyHaveExpired() {
        Instant now = Instant.now();
        reserve("open");
        result(store.renew(List.of(new Renewal("open", ANNE, TERMS, Optional.of(HOLD), HOLD, Duration.ofHours(2)))));

        long userMillis = redis.number(Command.PTTL, TestKeysOf.user(ANNE).state());
        long teamMillis = redis.number(Command.PTTL, TestKeysOf.team("search").leases());

        long monthEnd = Periods.around(now.toEpochMilli(), ZoneOffset.UTC).monthEnd() - now.toEpochMilli();
        assertThat(Duration.ofMillis(userMillis))
                .isBetween(
                        Duration.ofMillis(monthEnd).plusDays(2),
                        Duration.ofMillis(monthEnd).plusDays(2).plusHours(1));
        assertThat(Duration.ofMillis(teamMillis)).isBetween(Duration.ofHours(2), Duration.ofHours(3));
    }

    @Test
    void staysSmallInRedis() {
        IntStream.range(0, 100).forEach(n -> {
            reserve("lease-0123456789abcdef0123456789abcd-" + n);
            result(store.settle(new Settlement("lease-0123456789abcdef0123456789abcd-" + n, ANNE, TERMS, HOLD)));
        });
        long idle = bytes(TestKeysOf.user(ANNE));
        IntStream.range(0, 3).forEach(n -> reserve("0123456789abcdefABCDE" + n));

        long busy = bytes(TestKeysOf.user(ANNE));

        assertThat(idle).isBetween(100L, 400L);
        assertThat(busy).isBetween(idle, 750L);
    }

    @Test
    void runsEachScriptBeforeTheFirstCallerComesAndCountsNothing() {
        result(store.warmUp());

        assertThat(redis.number(Command.DBSIZE)).isEqualTo(1);
        assertThat(redis.number(Command.EXISTS, LevelKeys.charges("none"))).isEqualTo(1);
    }

    @Test
    void renewsMoreLeasesThanOneScriptCallTakes() {
        List<String> leases = IntStream.range(0, 2 * RedisQuotaStore.MAX_RENEWALS + 1)
                .mapToObj(n -> "lease-" + n)
                .toList();
        leases.forEach(this::reserve);

        result(store.renew(leases.stream()
                .map(lease -> new Renewal(lease, ANNE, TERMS, Optional.of(HOLD), HOLD, Duration.ofHours(1)))
                .toList()));

        long renewed = redis.number(
                Command.ZCOUNT,
                TestKeysOf.team("search").leases(),
                Long.toString(Instant.now().plus(Duration.ofMinutes(30)).toEpochMilli()),
                "+inf");
        assertThat(renewed).isEqualTo(leases.size());
    }

    @Test
    void renewsManyLeasesOfManyLevels() {
        List<LevelTerms> levels = IntStream.range(0, 15)
                .mapToObj(n -> LevelTerms.of(
                        LimitScope.ofModels(LimitLevel.USER, "entry-" + n),
                        List.of(new Limit(LimitKind.CONCURRENT_REQUESTS, 1_000))))
                .toList();
        Terms many = new Terms(levels, ZoneOffset.UTC, List.of());
        List<String> leases = IntStream.range(0, RedisQuotaStore.MAX_RENEWALS)
                .mapToObj(n -> "lease-" + n)
                .toList();
        leases.forEach(
                lease -> result(store.reserve(new ReserveRequest(lease, ANNE, many, HOLD, Fit.EXACT, LEASE_TIME))));

        result(store.renew(leases.stream()
                .map(lease -> new Renewal(lease, ANNE, many, Optional.of(HOLD), HOLD, Duration.ofHours(1)))
                .toList()));

        String halfAnHour =
                Long.toString(Instant.now().plus(Duration.ofMinutes(30)).toEpochMilli());
        assertThat(levels)
                .allSatisfy(level -> assertThat(redis.number(
                                Command.ZCOUNT, LevelKeys.of(level.owner(ANNE)).leases(), halfAnHour, "+inf"))
                        .isEqualTo(leases.size()));
    }

    private void reserve(String lease) {
        assertThat(result(store.reserve(new ReserveRequest(lease, ANNE, TERMS, HOLD, Fit.EXACT, LEASE_TIME))))
                .isInstanceOf(ReserveReply.Granted.class);
    }

    private long bytes(LevelKeys keys) {
        return keys.all().stream()
                .mapToLong(key -> redis.number(Command.MEMORY, "USAGE", key))
                .sum();
    }

    private boolean isAllMortal() {
        return redis.command(Command.KEYS, "*").stream()
                .allMatch(key -> redis.number(Command.PTTL, key.toString()) > 0);
    }
}
