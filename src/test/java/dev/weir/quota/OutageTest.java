package dev.weir.quota;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.plan;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutageTest {
    private static final Plan RATE = plan(new Limit(REQUESTS_PER_MINUTE, 4));
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 4_000));

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
    void fillsBucketsByTimeAloneHoweverOftenRedisComesAndGoes() {
        QuotaFixture fixture = new QuotaFixture();
        fixture.breakStore();
        List.of(1, 2, 3, 4).forEach(_ -> fixture.limiter.settle(fixture.lease(RATE), used(1, 1)));
        fixture.store.heal();
        fixture.recover();
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
}
