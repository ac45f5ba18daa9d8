package dev.weir.quota;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.Scene.plan;
import static dev.weir.quota.Scene.result;
import static dev.weir.quota.Scene.until;
import static dev.weir.quota.Scene.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.Scene.TestQuotaConfig;
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
        Scene scene = new Scene(new TestQuotaConfig(2, OutageMode.LOCAL, OutageMode.LOCAL));
        scene.breakStore();

        List<QuotaDecision> decisions = List.of(scene.ask(RATE), scene.ask(RATE), scene.ask(RATE));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Granted.class, Denied.class);
        assertThat(scene.meter.decisions)
                .containsExactly(
                        "search local_granted none",
                        "search local_granted none",
                        "search local_denied user/requests-per-minute");
        assertThat(scene.guarded.state()).isEqualTo(StoreState.GONE);
    }

    @Test
    void tellsNothingOfLimitsThatRedisDidNotDecideOn() {
        Scene scene = new Scene();
        scene.breakStore();

        QuotaDecision decision = scene.ask(RATE);

        assertThat(((Granted) decision).headers()).isEqualTo(QuotaHeaders.NONE);
    }

    @Test
    void spendsItsShareOfWhatWasLeftOfABudgetThenAnswers503() {
        Scene scene = new Scene(new TestQuotaConfig(2, OutageMode.LOCAL, OutageMode.LOCAL));
        scene.limiter.settle(scene.lease(BUDGET), used(2_000, 1_200));
        scene.limiter.settle(scene.lease(BUDGET), new Spending.Nothing()); // Redis says: 600 left beside the hold
        scene.breakStore();

        Lease first = scene.lease(BUDGET);
        scene.limiter.settle(first, used(100, 200)); // all of this replica's half
        QuotaDecision second = scene.ask(BUDGET);

        assertThat(second)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.headers()).containsEntry("retry-after", "5"));
    }

    @Test
    void spendsATenthOfABudgetThatItNeverSaw() {
        Scene scene = new Scene();
        scene.breakStore();

        scene.limiter.settle(scene.lease(BUDGET), used(100, 300));
        QuotaDecision next = scene.ask(BUDGET);

        assertThat(next).isInstanceOf(Unavailable.class);
    }

    @Test
    void refusesWhatAClosedClassConcerns() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.LOCAL, OutageMode.CLOSED));
        scene.breakStore();

        QuotaDecision rate = scene.ask(RATE);
        QuotaDecision budget = scene.ask(BUDGET);

        assertThat(rate).isInstanceOf(Granted.class);
        assertThat(budget).isInstanceOf(Unavailable.class);
        assertThat(scene.meter.decisions).endsWith("search local_denied user/tokens-per-day");
    }

    @Test
    void letsPassWhatAnOpenClassConcerns() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.OPEN, OutageMode.CLOSED));
        scene.breakStore();

        for (int call = 0; call < 10; call++) {
            assertThat(scene.ask(RATE)).isInstanceOf(Granted.class);
        }
    }

    @Test
    void refusesNothingInShadowMode() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        Plan shadow = plan(Mode.SHADOW, BudgetHold.EXPECTED, List.of(new Limit(REQUESTS_PER_MINUTE, 4)), List.of());
        scene.breakStore();

        QuotaDecision decision = scene.ask(shadow);

        assertThat(decision).isInstanceOf(Granted.class);
        assertThat(scene.meter.decisions).containsExactly("search shadow_denied user/requests-per-minute");
    }

    @Test
    void chargesWhatWasSpentMeanwhileOnceRedisIsBack() {
        Scene scene = new Scene();
        Lease before = scene.lease(BUDGET);
        scene.breakStore();
        scene.limiter.settle(scene.lease(BUDGET), used(30, 4));
        scene.limiter.settle(before, used(100, 20));
        int unsettled = scene.limiter.unsettled();

        scene.store.heal();
        recover(scene);

        assertThat(unsettled).isEqualTo(2);
        assertThat(scene.limiter.unsettled()).isZero();

        assertThat(scene.used(BUDGET)).containsExactly(154L);
        assertThat(scene.held(BUDGET)).containsExactly(0L);
        assertThat(scene.look(BUDGET).leases()).isZero();
    }

    @Test
    void chargesOnceWhereASettlementWasDoneAndItsAnswerLost() {
        Scene scene = new Scene();
        Lease lease = scene.lease(BUDGET);
        scene.store.answerLate();
        scene.limiter.settle(lease, used(100, 20));
        until(() -> scene.guarded.state() != StoreState.GOOD);

        scene.store.heal();
        recover(scene);

        assertThat(scene.used(BUDGET)).containsExactly(120L);
    }

    @Test
    void givesBackWhatRedisHoldsForARefusedCallThoughItsAnswerNeverComes() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        scene.store.answerLate();
        QuotaDecision decision = scene.ask(EVERY);

        scene.store.heal();
        recover(scene);

        assertThat(decision).isInstanceOf(Unavailable.class);
        assertThat(scene.look(EVERY).leases()).isZero();
        assertThat(scene.used(EVERY)).containsOnly(0L);
    }

    @Test
    void keepsAReservationFromHoldingThatRunsAfterItsCallWasRefused() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        scene.store.stall();
        scene.ask(EVERY);
        scene.store.heal();
        recover(scene);

        scene.store.goOn();

        assertThat(scene.look(EVERY).leases()).isZero();
        assertThat(scene.used(EVERY)).containsOnly(0L);
    }

    @Test
    void hasNothingToTakeBackWhereRedisWasNotAsked() {
        Scene scene = new Scene(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        scene.breakStore();

        scene.ask(EVERY);

        assertThat(scene.limiter.unsettled()).isZero();
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
    void chargesOnceWhateverLetACallIn(OutageMode outage, Mode mode) {
        Scene scene = new Scene(new TestQuotaConfig(1, outage, outage));
        Plan plan = plan(mode, BudgetHold.EXPECTED, EVERY.user().all(), COUNTS);
        scene.breakStore();
        scene.limiter.settle(scene.lease(plan), used(30, 4));
        QuotaDecision counted = scene.count(plan);

        scene.store.heal();
        recover(scene);

        assertThat(counted).isInstanceOf(Granted.class);
        assertThat(scene.used(plan)).containsExactly(1L, 34L, 1L);
        assertThat(scene.look(plan).leases()).isZero();
    }

    @Test
    void countsInShadowModeWhatItWouldHaveRefusedToCount() {
        Scene scene = new Scene();
        Plan plan = plan(Mode.SHADOW, BudgetHold.EXPECTED, List.of(), List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 1)));
        scene.count(plan);

        scene.count(plan);

        assertThat(scene.used(plan)).containsExactly(2L);
    }

    @Test
    void countsNoCallOfCountTokensTwiceWhoseAnswerCameLate() {
        Scene scene = new Scene();
        Plan plan = plan(Mode.ENFORCE, BudgetHold.EXPECTED, List.of(), COUNTS);
        scene.store.answerLate();
        scene.count(plan);

        scene.store.heal();
        recover(scene);

        assertThat(scene.used(plan)).containsExactly(1L);
    }

    @Test
    void chargesACallOnceThatWasLetInWhileItsReservationWasUnderWay() {
        Scene scene = new Scene();
        scene.store.answerLate();
        Lease lease = scene.lease(BUDGET);
        scene.store.heal();
        scene.store.giveLateAnswers();

        scene.limiter.settle(lease, used(100, 20));

        assertThat(scene.used(BUDGET)).containsExactly(120L);
        assertThat(scene.look(BUDGET).leases()).isZero();
    }

    @Test
    void spendsWhatWasLeftOfABudgetOnceHoweverOftenRedisComesAndGoes() {
        Scene scene = new Scene();
        scene.limiter.settle(scene.lease(BUDGET), used(1_000, 800));
        scene.limiter.settle(scene.lease(BUDGET), new Spending.Nothing()); // Redis says: 2,000 left beside the hold
        scene.breakStore();
        scene.limiter.settle(scene.lease(BUDGET), used(1_500, 500));
        scene.store.heal();
        recover(scene);
        scene.breakStore();

        QuotaDecision decision = scene.ask(BUDGET);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void takesWhatRedisSaysAnewForWhatItCounted() {
        Scene scene = new Scene();
        scene.breakStore();
        scene.limiter.settle(scene.lease(BOTH), used(300, 100)); // a tenth: all that it may without Redis' word
        scene.store.heal();
        recover(scene);
        scene.limiter.settle(scene.lease(BOTH), new Spending.Nothing()); // Redis says: 3,400 left beside the hold
        scene.breakStore();
        scene.limiter.settle(scene.lease(BOTH), used(3_000, 399));

        List<QuotaDecision> decisions = List.of(scene.ask(BOTH), scene.ask(BOTH));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisDoesNotKnowAllOfItYet() {
        Scene scene = new Scene();
        scene.breakStore();
        scene.limiter.settle(scene.lease(BUDGET), used(300, 100));
        scene.store.heal();
        until(() -> {
            scene.guarded.probe();
            return scene.guarded.state() == StoreState.GOOD;
        });
        scene.limiter.settle(scene.lease(BUDGET), new Spending.Nothing()); // Redis, not told of the 400: 3,800 left
        scene.breakStore();

        List<QuotaDecision> decisions = spend(scene, 3_400);

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisWasAskedBeforeAllWasCharged() {
        Scene scene = new Scene();
        RedisQuotaLimiter patient = scene.limiter(Duration.ofMinutes(1));
        QuotaRequest request = scene.request(BUDGET);
        scene.store.fail();
        Lease local = ((Granted) result(patient.reserve(request))).lease();
        scene.store.answerLate();
        patient.settle(local, used(300, 100));
        Future<QuotaDecision> asked = patient.reserve(request);
        scene.store.giveLateAnswers(); // charged, and then: 3,400 left, which may be with or without the charge
        patient.settle(((Granted) asked.result()).lease(), new Spending.Nothing());
        scene.store.giveLateAnswers();
        scene.store.fail();
        patient.settle(((Granted) result(patient.reserve(request))).lease(), used(2_600, 400));

        QuotaDecision decision = result(patient.reserve(request));

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereSomethingWaitsToBeChargedWhenRedisAnswers() {
        Scene scene = new Scene();
        RedisQuotaLimiter patient = scene.limiter(Duration.ofMinutes(1));
        QuotaRequest request = scene.request(BUDGET);
        scene.store.fail();
        Lease local = ((Granted) result(patient.reserve(request))).lease();
        scene.store.answerLate();
        Future<QuotaDecision> asked = patient.reserve(request);
        patient.settle(local, used(300, 100));
        scene.store.giveLateAnswers(); // 3,800 left, and then: charged
        patient.settle(((Granted) asked.result()).lease(), new Spending.Nothing());
        scene.store.giveLateAnswers();
        scene.store.fail();
        patient.settle(((Granted) result(patient.reserve(request))).lease(), used(3_000, 400));

        QuotaDecision decision = result(patient.reserve(request));

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void keepsWhatItCountedWhereRedisSaysNothingOfBudgets() {
        Scene scene = new Scene();
        Plan plan = plan(
                Mode.ENFORCE,
                BudgetHold.EXPECTED,
                List.of(new Limit(TOKENS_PER_DAY, 4_000)),
                List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 10)));
        scene.breakStore();
        scene.limiter.settle(scene.lease(plan), used(300, 100));
        scene.store.heal();
        recover(scene);
        result(scene.limiter.count(Scene.caller(plan), Scene.user("u-1"), plan));
        scene.breakStore();

        QuotaDecision decision = scene.ask(plan);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void spendsATenthOnceOfABudgetThatItNeverSaw() {
        Scene scene = new Scene();
        scene.breakStore();
        scene.limiter.settle(scene.lease(BUDGET), used(300, 100));
        scene.store.heal();
        recover(scene);
        scene.breakStore();

        QuotaDecision decision = scene.ask(BUDGET);

        assertThat(decision).isInstanceOf(Unavailable.class);
    }

    @Test
    void beginsABudgetAnewWithItsPeriod() {
        Scene scene = new Scene();
        scene.breakStore();
        scene.limiter.settle(scene.lease(BUDGET), used(300, 100));
        scene.clock.advance(Duration.ofDays(1));

        QuotaDecision decision = scene.ask(BUDGET);

        assertThat(decision).isInstanceOf(Granted.class);
    }

    @Test
    void fillsBucketsByTimeAloneHoweverOftenRedisComesAndGoes() {
        Scene scene = new Scene();
        scene.breakStore();
        List.of(1, 2, 3, 4).forEach(_ -> scene.limiter.settle(scene.lease(RATE), used(1, 1)));
        scene.store.heal();
        recover(scene);
        scene.breakStore();
        QuotaDecision atOnce = scene.ask(RATE);
        scene.clock.advance(Duration.ofSeconds(15));

        List<QuotaDecision> later = List.of(scene.ask(RATE), scene.ask(RATE));

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
        Scene scene = new Scene();
        scene.lease(places);
        scene.lease(places);
        Lease third = scene.lease(places);
        scene.breakStore();

        QuotaDecision fourth = scene.ask(places);
        scene.limiter.settle(third, used(1, 1));
        QuotaDecision instead = scene.ask(places);
        QuotaDecision beyond = scene.ask(places);

        assertThat(fourth).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.message()).contains("3 requests of 3 requests used");
            assertThat(denied.headers()).containsEntry("retry-after", "1");
        });
        assertThat(instead).isInstanceOf(Granted.class);
        assertThat(beyond).isInstanceOf(Denied.class);
    }

    @Test
    void countsOnceWhatRedisHoldsAndItselfToo() {
        Scene scene = new Scene();
        Plan places = plan(new Limit(CONCURRENT_REQUESTS, 2));
        scene.store.answerLate();
        scene.lease(places);
        scene.store.heal();
        scene.store.giveLateAnswers();
        scene.breakStore();

        List<QuotaDecision> decisions = List.of(scene.ask(places), scene.ask(places));

        assertThat(decisions).hasExactlyElementsOfTypes(Granted.class, Denied.class);
    }

    /** Spends an amount in one call, and asks for one more. */
    private static List<QuotaDecision> spend(Scene scene, long tokens) {
        QuotaDecision first = scene.ask(BUDGET);
        if (first instanceof Granted(Lease lease, QuotaHeaders _)) {
            scene.limiter.settle(lease, used(tokens, 0));
        }
        return List.of(first, scene.ask(BUDGET));
    }

    /** Asks the store again until it is good and all is charged, as the upkeep does. */
    private static void recover(Scene scene) {
        until(() -> {
            scene.limiter.catchUp();
            return scene.guarded.state() == StoreState.GOOD;
        });
        scene.limiter.catchUp();
    }
}
