package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts meet state of which a part is gone, cut short or of another version, and count on with what is left. */
class LostStateRedisTest {
    private static final Instant BEGINNING = Instant.parse("2026-11-22T10:00:00Z");
    private static final Subject ANNE = new Subject("search", "0123456789abcdef0123456789abcdef");
    private static final LevelKeys USER = TestKeysOf.user(ANNE);
    private static final LevelKeys TEAM = TestKeysOf.team(ANNE.team());
    private static final Limits DAILY = TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1_000_000));
    private static final Terms TERMS = new Terms(DAILY, DAILY, ZoneOffset.UTC);
    private static final Amounts HOLD = new Amounts(1, 10, 20, 30, 0);
    private static final Amounts USED = new Amounts(1, 1, 2, 3, 0);

    private final AtomicLong nowMillis = new AtomicLong(BEGINNING.toEpochMilli());
    private final RedisServerForTests server = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RawRedis redis = new RawRedis(vertx, server.url());
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisQuotaStore store =
            new RedisQuotaStore(connections, Clock.fixed(BEGINNING, ZoneOffset.UTC), nowMillis::get);

    @AfterEach
    void end() {
        connections.close();
        redis.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void admitsTheNextRequestWhereAnExpiredLeaseHasLostWhatItHeld() {
        reserve("gone");
        redis.command(Command.DEL, USER.amounts());
        redis.command(Command.DEL, TEAM.amounts());
        nowMillis.addAndGet(61_000);

        ReserveReply reply = reserve("next");

        assertThat(reply).isInstanceOf(Granted.class);
        assertThat(limits()).extracting(LimitState::held).containsExactly(30L, 30L);
    }

    @Test
    void givesBackAtTheNextReservationWhatALeaseHeldThatIsGone() {
        reserve("gone");
        redis.command(Command.DEL, USER.amounts());
        redis.command(Command.DEL, TEAM.leases());

        reserve("next");

        assertThat(limits()).extracting(LimitState::held).containsExactly(30L, 30L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no numbers", "cmsgpack.pack({1, 2, 3})", "string.sub(redis.call('GET', KEYS[1]), 1, 40)"})
    void everyScriptToleratesAStateThatIsCutShortOrSomethingElse(String state) {
        reserve("open");
        String value = state.contains("(") ? state : "'" + state + "'";
        for (LevelKeys level : List.of(USER, TEAM)) {
            redis.command(Command.EVAL, "redis.call('SET', KEYS[1], " + value + ") return 1", "1", level.state());
        }

        runEveryScript();

        assertThat(reserve("next")).isInstanceOf(Granted.class);
        assertThat(limits()).extracting(LimitState::held).containsExactly(30L, 30L);
    }

    @Test
    void everyScriptToleratesALeaseThatIsCutShort() {
        reserve("open");
        redis.command(Command.HSET, USER.amounts(), "open", "x");
        redis.command(Command.HSET, TEAM.amounts(), "open", "x");

        runEveryScript();
        nowMillis.addAndGet(61_000);

        assertThat(reserve("next")).isInstanceOf(Granted.class);
        assertThat(limits()).extracting(LimitState::held).containsExactly(30L, 30L);
    }

    @Test
    void leavesALeaseThatOneLevelHasLostToACharge() {
        reserve("open");
        redis.command(Command.DEL, USER.amounts());
        Settlement settlement = new Settlement("open", ANNE, TERMS, USED);

        boolean isEnded = result(store.settle(settlement)).isEnded();
        result(store.charge(settlement));

        assertThat(isEnded).isFalse();
        assertThat(limits()).extracting(LimitState::used).containsExactly(3L, 3L);
    }

    @Test
    void remembersTheLastChargesOfATeamAndNoMore() {
        int charges = QuotaStore.MAX_CHARGES + 100;
        for (int id = 0; id < charges; id += 100) {
            int from = id;
            result(Future.all(IntStream.range(from, from + 100)
                    .mapToObj(n -> store.charge(charge(n)))
                    .toList()));
        }

        result(store.charge(charge(charges - 1))); // remembered
        result(store.charge(charge(0))); // forgotten

        String key = LevelKeys.charges(ANNE.team());
        assertThat(redis.number(Command.ZCARD, key)).isEqualTo(QuotaStore.MAX_CHARGES);
        assertThat(redis.number(Command.MEMORY, "USAGE", key, "SAMPLES", "0")).isLessThan(1_000_000);
        assertThat(redis.number(Command.PTTL, key))
                .isBetween(Duration.ofHours(23).toMillis(), Duration.ofDays(1).toMillis());
        assertThat(limits()).extracting(LimitState::used).containsExactly(3L * charges + 3, 3L * charges + 3);
    }

    /** Returns a charge under an id as long as one of Weir's. */
    private static Settlement charge(int number) {
        return new Settlement("0123456789abcdefABCDE" + number, ANNE, TERMS, USED);
    }

    @Test
    void chargesForExpiredLeasesThatASnapshotMeetsInBoundedSteps() {
        for (int lease = 0; lease < 400; lease++) {
            reserve("lease-" + lease);
        }
        nowMillis.addAndGet(61_000);

        List<LimitState> first = limits();
        List<LimitState> second = limits();

        assertThat(first).extracting(LimitState::used).containsExactly(320L * 30, 320L * 30);
        assertThat(second).extracting(LimitState::used).containsExactly(400L * 30, 400L * 30);
    }

    @Test
    void setsBackAUserWithManyExpiredLeases() {
        for (int lease = 0; lease < 300; lease++) {
            reserve("lease-" + lease);
        }
        nowMillis.addAndGet(61_000);

        result(store.reset(ANNE, TERMS));

        assertThat(limits().getFirst())
                .extracting(LimitState::used, LimitState::held)
                .containsExactly(0L, 0L);
    }

    private void runEveryScript() {
        Settlement settlement = new Settlement("open", ANNE, TERMS, USED);
        result(store.snapshot(ANNE, TERMS));
        result(store.renew(List.of(new Renewal("open", ANNE, TERMS, Optional.of(HOLD), HOLD, Duration.ofMinutes(1)))));
        result(store.settle(settlement));
        result(store.charge(settlement));
        result(store.reset(ANNE, TERMS));
    }

    private ReserveReply reserve(String lease) {
        return result(store.reserve(new ReserveRequest(lease, ANNE, TERMS, HOLD, Fit.EXACT, Duration.ofMinutes(1))));
    }

    private List<LimitState> limits() {
        return result(store.snapshot(ANNE, TERMS)).limits();
    }
}
