package dev.weir.quota;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
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
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.QuotaFixture.TestQuotaConfig;
import dev.weir.quota.response.QuotaHeaders;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutageTest {
    private static final Plan RATE = plan(new Limit(REQUESTS_PER_MINUTE, 4));
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 4_000));
    private static final Plan EVERY = plan(new Limit(REQUESTS_PER_MINUTE, 4), new Limit(TOKENS_PER_DAY, 4_000));
    private static final List<Limit> COUNTS = List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 10));
    private static final Plan BOTH = plan(
            Mode.ENFORCE,
            BudgetHold.EXPECTED,
            List.of(new Limit(TOKENS_PER_DAY, 4_000)),
            List.of(new Limit(TOKENS_PER_DAY, 4_000)));

    @Test
    void countsThisReplicasShareOfALimitPerMinute() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(2, OutageMode.LOCAL, OutageMode.LOCAL));
        fixture.breakStore();

        List<QuotaDecision> decisions = List.of(fixture.reserve(RATE), fixture.reserve(RATE), fixture.reserve(RATE));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Granted.class, Denied.class);
        assertThat(fixture.meter.decisions)
                .containsExactly(
                        "search local_granted none",
                        "search local_granted none",
                        "search local_denied user/requests-per-minute");
        assertThat(fixture.guarded.state()).isEqualTo(StoreState.GONE);
    }

    @Test
    void queuesNoChargeOfNothingWhereRedisWasNeverAsked() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();

        for (int request = 0; request < 3; request++) {
            fixture.limiter.settle(fixture.lease(RATE), new ChargeBasis.NotCharged());
        }

        assertThat(fixture.limiter.unsettled()).isZero();
    }

    @Test
    void tellsNothingOfLimitsThatRedisDidNotDecideOn() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();

        QuotaDecision decision = fixture.reserve(RATE);

        assertThat(((Granted) decision).headers()).isEqualTo(QuotaHeaders.NONE);
    }

    @Test
    void usesItsShareOfWhatWasLeftOfABudgetThenReturns503() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(2, OutageMode.LOCAL, OutageMode.LOCAL));
        fixture.limiter.settle(fixture.lease(BUDGET), used(2_000, 1_200));
        fixture.limiter.settle(
                fixture.lease(BUDGET), new ChargeBasis.NotCharged()); // Redis says: 600 left beside the hold
        fixture.breakStore();

        Lease first = fixture.lease(BUDGET);
        fixture.limiter.settle(first, used(100, 200)); // all of this replica's half
        QuotaDecision second = fixture.reserve(BUDGET);

        assertThat(second)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.headers())
                                .containsEntry("retry-after", "5")
                                .containsEntry("x-weir-limit", "user/tokens-per-day"));
    }

    @Test
    void usesATenthOfABudgetThatItNeverSaw() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();

        fixture.limiter.settle(fixture.lease(BUDGET), used(100, 300));
        QuotaDecision next = fixture.reserve(BUDGET);

        assertThat(next).isInstanceOf(Unavailable.class);
    }

    @Test
    void returns503WhereALimitIsOfAClosedClass() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.LOCAL, OutageMode.CLOSED));
        fixture.breakStore();

        QuotaDecision rate = fixture.reserve(RATE);
        QuotaDecision budget = fixture.reserve(BUDGET);

        assertThat(rate).isInstanceOf(Granted.class);
        assertThat(budget).isInstanceOf(Unavailable.class);
        assertThat(fixture.meter.decisions).endsWith("search local_denied user/tokens-per-day");
    }

    @Test
    void admitsWhereAllLimitsAreOfAnOpenClass() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.OPEN, OutageMode.CLOSED));
        fixture.breakStore();

        for (int request = 0; request < 10; request++) {
            assertThat(fixture.reserve(RATE)).isInstanceOf(Granted.class);
        }
    }

    @Test
    void rejectsNothingInShadowMode() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        Plan shadow = plan(Mode.SHADOW, BudgetHold.EXPECTED, List.of(new Limit(REQUESTS_PER_MINUTE, 4)), List.of());
        fixture.breakStore();

        QuotaDecision decision = fixture.reserve(shadow);

        assertThat(decision).isInstanceOf(Granted.class);
        assertThat(fixture.meter.decisions).containsExactly("search shadow_denied user/requests-per-minute");
    }

    @Test
    void chargesWhatWasUsedMeanwhileOnceRedisIsBack() {
        QuotaFixture fixture = new QuotaFixture();
        Lease before = fixture.lease(BUDGET);
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(30, 4));
        fixture.limiter.settle(before, used(100, 20));
        int unsettled = fixture.limiter.unsettled();

        fixture.store.heal();
        recover(fixture);

        assertThat(unsettled).isEqualTo(2);
        assertThat(fixture.limiter.unsettled()).isZero();

        assertThat(fixture.used(BUDGET)).containsExactly(154L);
        assertThat(fixture.held(BUDGET)).containsExactly(0L);
        assertThat(fixture.limits(BUDGET).leases()).isZero();
    }

    @Test
    void chargesOnceWhereASettlementWasDoneAndItsReplyLost() {
        QuotaFixture fixture = new QuotaFixture();
        Lease lease = fixture.lease(BUDGET);
        fixture.store.replyLate();
        fixture.limiter.settle(lease, used(100, 20));
        until(() -> fixture.guarded.state() != StoreState.GOOD);

        fixture.store.heal();
        recover(fixture);

        assertThat(fixture.used(BUDGET)).containsExactly(120L);
    }

    @Test
    void releasesWhatRedisHoldsForARejectedRequestThoughItsReplyNeverComes() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        fixture.store.replyLate();
        QuotaDecision decision = fixture.reserve(EVERY);

        fixture.store.heal();
        recover(fixture);

        assertThat(decision).isInstanceOf(Unavailable.class);
        assertThat(fixture.limits(EVERY).leases()).isZero();
        assertThat(fixture.used(EVERY)).containsOnly(0L);
    }

    @Test
    void keepsAReservationFromHoldingThatRunsAfterItsRequestWasRejected() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        fixture.store.stall();
        fixture.reserve(EVERY);
        fixture.store.heal();
        recover(fixture);

        fixture.store.goOn();

        assertThat(fixture.limits(EVERY).leases()).isZero();
        assertThat(fixture.used(EVERY)).containsOnly(0L);
    }

    @Test
    void hasNothingToTakeBackWhereRedisWasNotAsked() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        fixture.breakStore();

        fixture.reserve(EVERY);

        assertThat(fixture.limiter.unsettled()).isZero();
    }

    static List<Arguments> waysIn() {
        return List.of(
                Arguments.of(OutageMode.LOCAL, Mode.ENFORCE),
                Arguments.of(OutageMode.OPEN, Mode.ENFORCE),
                Arguments.of(OutageMode.LOCAL, Mode.SHADOW),
                Arguments.of(OutageMode.CLOSED, Mode.SHADOW));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("waysIn")
    void chargesOnceWhateverAdmittedTheRequest(OutageMode outage, Mode mode) {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, outage, outage));
        Plan plan = plan(mode, BudgetHold.EXPECTED, EVERY.user().all(), COUNTS);
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(plan), used(30, 4));
        QuotaDecision counted = fixture.count(plan);

        fixture.store.heal();
        recover(fixture);

        assertThat(counted).isInstanceOf(Granted.class);
        assertThat(fixture.used(plan)).containsExactly(1L, 34L, 1L);
        assertThat(fixture.limits(plan).leases()).isZero();
    }

    @Test
    void countsInShadowModeWhatAClosedClassWouldReject() {
        QuotaFixture fixture = new QuotaFixture();
        Plan plan = plan(Mode.SHADOW, BudgetHold.EXPECTED, List.of(), List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 1)));
        fixture.count(plan);

        fixture.count(plan);

        assertThat(fixture.used(plan)).containsExactly(2L);
    }

    @Test
    void countsNoTokenCountTwiceWhoseReplyCameLate() {
        QuotaFixture fixture = new QuotaFixture();
        Plan plan = plan(Mode.ENFORCE, BudgetHold.EXPECTED, List.of(), COUNTS);
        fixture.store.replyLate();
        fixture.count(plan);

        fixture.store.heal();
        recover(fixture);

        assertThat(fixture.used(plan)).containsExactly(1L);
    }

    @Test
    void chargesARequestOnceThatWasAdmittedWhileItsReservationWasUnderWay() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.store.replyLate();
        Lease lease = fixture.lease(BUDGET);
        fixture.store.heal();
        fixture.store.sendLateReplies();

        fixture.limiter.settle(lease, used(100, 20));

        assertThat(fixture.used(BUDGET)).containsExactly(120L);
        assertThat(fixture.limits(BUDGET).leases()).isZero();
    }

    @Test
    void usesWhatWasLeftOfABudgetOnceHoweverOftenRedisComesAndGoes() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.limiter.settle(fixture.lease(BUDGET), used(1_000, 800));
        fixture.limiter.settle(
                fixture.lease(BUDGET), new ChargeBasis.NotCharged()); // Redis says: 2,000 left beside the hold
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(1_500, 500));
        fixture.store.heal();
        recover(fixture);
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
        recover(fixture);
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
        recover(fixture);
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
        recover(fixture);
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

    @Test
    void fillsBucketsByTimeAloneHoweverOftenRedisComesAndGoes() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        List.of(1, 2, 3, 4).forEach(_ -> fixture.limiter.settle(fixture.lease(RATE), used(1, 1)));
        fixture.store.heal();
        recover(fixture);
        fixture.breakStore();
        QuotaDecision atOnce = fixture.reserve(RATE);
        fixture.clock.advance(Duration.ofSeconds(15));

        List<QuotaDecision> later = List.of(fixture.reserve(RATE), fixture.reserve(RATE));

        assertThat(atOnce).isInstanceOf(Denied.class);
        assertThat(later).hasExactlyElementsOfTypes(Granted.class, Denied.class);
    }

    static List<Plan> placesOfUserAndTeam() {
        List<Limit> three = List.of(new Limit(CONCURRENT_REQUESTS, 3));
        return List.of(
                plan(Mode.ENFORCE, BudgetHold.EXPECTED, three, List.of()),
                plan(Mode.ENFORCE, BudgetHold.EXPECTED, List.of(), three));
    }

    @ParameterizedTest
    @MethodSource("placesOfUserAndTeam")
    void countsAmongWhatIsInFlightWhatRedisHoldsForIt(Plan places) {
        QuotaFixture fixture = new QuotaFixture();
        fixture.lease(places);
        fixture.lease(places);
        Lease third = fixture.lease(places);
        fixture.breakStore();

        QuotaDecision fourth = fixture.reserve(places);
        fixture.limiter.settle(third, used(1, 1));
        QuotaDecision instead = fixture.reserve(places);
        QuotaDecision beyond = fixture.reserve(places);

        assertThat(fourth).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.message()).contains("3 requests of 3 requests used");
            assertThat(denied.headers()).containsEntry("retry-after", "1");
        });
        assertThat(instead).isInstanceOf(Granted.class);
        assertThat(beyond).isInstanceOf(Denied.class);
    }

    @Test
    void countsOnceWhatRedisHoldsAndItselfToo() {
        QuotaFixture fixture = new QuotaFixture();
        Plan places = plan(new Limit(CONCURRENT_REQUESTS, 2));
        fixture.store.replyLate();
        fixture.lease(places);
        fixture.store.heal();
        fixture.store.sendLateReplies();
        fixture.breakStore();

        List<QuotaDecision> decisions = List.of(fixture.reserve(places), fixture.reserve(places));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Denied.class);
    }

    /** Uses an amount in one request, and reserves for another. */
    private static List<QuotaDecision> spend(QuotaFixture fixture, long tokens) {
        QuotaDecision first = fixture.reserve(BUDGET);
        if (first instanceof Granted(Lease lease, QuotaHeaders _)) {
            fixture.limiter.settle(lease, used(tokens, 0));
        }
        return List.of(first, fixture.reserve(BUDGET));
    }

    /** Asks the store again until it is good and all is charged, as the upkeep does. */
    private static void recover(QuotaFixture fixture) {
        until(() -> {
            fixture.limiter.catchUp();
            return fixture.guarded.state() == StoreState.GOOD;
        });
        fixture.limiter.catchUp();
    }
}
