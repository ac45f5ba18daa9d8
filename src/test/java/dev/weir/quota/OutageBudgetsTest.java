package dev.weir.quota;

import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.result;
import static dev.weir.quota.QuotaFixture.until;
import static dev.weir.quota.QuotaFixture.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.response.QuotaHeaders;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica counts of budgets over outages, and what it takes from Redis between them. */
class OutageBudgetsTest {
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 4_000));

    private static final Plan BOTH = plan(
            Mode.ENFORCE,
            BudgetHold.EXPECTED,
            List.of(new Limit(TOKENS_PER_DAY, 4_000)),
            List.of(new Limit(TOKENS_PER_DAY, 4_000)));

    @Test
    void usesWhatWasLeftOfABudgetOnceHoweverOftenRedisComesAndGoes() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.limiter.settle(fixture.lease(BUDGET), used(1_000, 800));
        fixture.limiter.settle(
                fixture.lease(BUDGET), new ChargeBasis.NotCharged()); // Redis says: 2,000 left beside the hold
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(1_500, 500));
        fixture.store.heal();
        fixture.recover();
        fixture.breakStore();

        QuotaDecision decision = fixture.reserve(BUDGET);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void takesWhatRedisSaysAnewForWhatItCounted() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BOTH), used(300, 100)); // a tenth: all that it may without Redis' word
        fixture.store.heal();
        fixture.recover();
        fixture.limiter.settle(
                fixture.lease(BOTH), new ChargeBasis.NotCharged()); // Redis says: 3,400 left beside the hold
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BOTH), used(3_000, 399));

        List<QuotaDecision> decisions = List.of(fixture.reserve(BOTH), fixture.reserve(BOTH));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisDoesNotKnowAllOfItYet() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(300, 100));
        fixture.store.heal();
        until(() -> {
            fixture.guarded.probe();
            return fixture.guarded.state() == StoreState.GOOD;
        });
        fixture.limiter.settle(
                fixture.lease(BUDGET), new ChargeBasis.NotCharged()); // Redis, not told of the 400: 3,800 left
        fixture.breakStore();

        List<QuotaDecision> decisions = spend(fixture, 3_400);

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisWasAskedBeforeAllWasCharged() {
        QuotaFixture fixture = new QuotaFixture();
        RedisQuotaLimiter patient = fixture.limiter(Duration.ofMinutes(1));
        QuotaRequest request = fixture.request(BUDGET);
        fixture.store.fail();
        Lease local = ((Granted) result(patient.reserve(request))).lease();
        fixture.store.replyLate();
        patient.settle(local, used(300, 100));
        Future<QuotaDecision> reserved = patient.reserve(request);
        fixture.store.sendLateReplies(); // charged, and then: 3,400 left, which may be with or without the charge
        patient.settle(((Granted) reserved.result()).lease(), new ChargeBasis.NotCharged());
        fixture.store.sendLateReplies();
        fixture.store.fail();
        patient.settle(((Granted) result(patient.reserve(request))).lease(), used(2_600, 400));

        QuotaDecision decision = result(patient.reserve(request));

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereSomethingWaitsToBeChargedWhenRedisReplies() {
        QuotaFixture fixture = new QuotaFixture();
        RedisQuotaLimiter patient = fixture.limiter(Duration.ofMinutes(1));
        QuotaRequest request = fixture.request(BUDGET);
        fixture.store.fail();
        Lease local = ((Granted) result(patient.reserve(request))).lease();
        fixture.store.replyLate();
        Future<QuotaDecision> reserved = patient.reserve(request);
        patient.settle(local, used(300, 100));
        fixture.store.sendLateReplies(); // 3,800 left, and then: charged
        patient.settle(((Granted) reserved.result()).lease(), new ChargeBasis.NotCharged());
        fixture.store.sendLateReplies();
        fixture.store.fail();
        patient.settle(((Granted) result(patient.reserve(request))).lease(), used(3_000, 400));

        QuotaDecision decision = result(patient.reserve(request));

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisSaysNothingOfBudgets() {
        QuotaFixture fixture = new QuotaFixture();
        Plan plan = plan(
                Mode.ENFORCE,
                BudgetHold.EXPECTED,
                List.of(new Limit(TOKENS_PER_DAY, 4_000)),
                List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 10)));
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(plan), used(300, 100));
        fixture.store.heal();
        fixture.recover();
        result(fixture.limiter.count(QuotaFixture.caller(plan), QuotaFixture.user("u-1"), plan));
        fixture.breakStore();

        QuotaDecision decision = fixture.reserve(plan);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void usesATenthOnceOfABudgetThatItNeverSaw() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(300, 100));
        fixture.store.heal();
        fixture.recover();
        fixture.breakStore();

        QuotaDecision decision = fixture.reserve(BUDGET);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void beginsABudgetAnewWithItsPeriod() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(300, 100));
        fixture.clock.advance(Duration.ofDays(1));

        QuotaDecision decision = fixture.reserve(BUDGET);

        assertThat(decision).isInstanceOf(Granted.class);
    }

    /** Uses an amount in one request, and reserves for another. */
    private static List<QuotaDecision> spend(QuotaFixture fixture, long tokens) {
        QuotaDecision first = fixture.reserve(BUDGET);
        if (first instanceof Granted(Lease lease, QuotaHeaders _)) {
            fixture.limiter.settle(lease, used(tokens, 0));
        }
        return List.of(first, fixture.reserve(BUDGET));
    }
}
