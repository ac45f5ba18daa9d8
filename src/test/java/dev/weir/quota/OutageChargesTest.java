package dev.weir.quota;

import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.until;
import static dev.weir.quota.QuotaFixture.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.QuotaFixture.TestQuotaConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Redis is charged for the time of an outage: each request once. */
class OutageChargesTest {
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 4_000));
    private static final Plan EVERY = plan(new Limit(REQUESTS_PER_MINUTE, 4), new Limit(TOKENS_PER_DAY, 4_000));
    private static final List<Limit> COUNTS = List.of(new Limit(COUNT_TOKENS_PER_MINUTE, 10));

    @Test
    void chargesWhatWasUsedMeanwhileOnceRedisIsBack() {
        QuotaFixture fixture = new QuotaFixture();
        Lease before = fixture.lease(BUDGET);
        fixture.breakStore();
        fixture.limiter.settle(fixture.lease(BUDGET), used(30, 4));
        fixture.limiter.settle(before, used(100, 20));
        int unsettled = fixture.limiter.unsettled();

        fixture.store.heal();
        fixture.recover();

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
        fixture.recover();

        assertThat(fixture.used(BUDGET)).containsExactly(120L);
    }

    @Test
    void releasesWhatRedisHoldsForARejectedRequestThoughItsReplyNeverComes() {
        QuotaFixture fixture = new QuotaFixture(new TestQuotaConfig(1, OutageMode.CLOSED, OutageMode.CLOSED));
        fixture.store.replyLate();
        QuotaDecision decision = fixture.reserve(EVERY);

        fixture.store.heal();
        fixture.recover();

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
        fixture.recover();

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
        fixture.recover();

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
        fixture.recover();

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
}
