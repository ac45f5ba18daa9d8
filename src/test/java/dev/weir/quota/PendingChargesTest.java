package dev.weir.quota;

import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.QuotaFixture.caller;
import static dev.weir.quota.QuotaFixture.plan;
import static dev.weir.quota.QuotaFixture.until;
import static dev.weir.quota.QuotaFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaMeter.LossReason;
import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingChargesTest {
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 1_000_000));

    private final QuotaFixture fixture = new QuotaFixture();

    @Test
    void chargesAllThatWaitsInOneGo() {
        PendingCharges charges = charges(1_000);
        fixture.store.replyLate();
        charges.charge(used("first"));
        for (int number = 0; number < 200; number++) {
            charges.charge(used("lease_" + number));
        }
        fixture.store.heal();

        fixture.store.sendLateReplies();

        assertThat(charges.unsettled()).isZero();
        assertThat(fixture.used(BUDGET)).containsExactly(201 * 10L);
    }

    @Test
    void losesWhatIsBeyondItsBound() {
        PendingCharges charges = charges(2);
        fixture.store.fail();

        charges.charge(used("a"));
        charges.charge(used("b"));
        charges.charge(used("c"));

        assertThat(charges.unsettled()).isEqualTo(2);
        assertThat(fixture.meter.losses).containsExactly(LossReason.FULL);
    }

    @Test
    void chargesWhereRedisHasLostTheLease() {
        PendingCharges charges = charges(10);

        charges.settle(used("lost"));

        assertThat(fixture.used(BUDGET)).containsExactly(10L);
        assertThat(charges.unsettled()).isZero();
    }

    @Test
    void chargesALostLeaseWhoseFirstSettleWasRepliedToLate() {
        PendingCharges charges = charges(10);
        fixture.store.replyLate();
        charges.settle(used("lost"));
        until(() -> charges.waiting() == 1);
        fixture.store.heal();
        fixture.store.sendLateReplies();

        recover(charges);

        assertThat(fixture.used(BUDGET)).containsExactly(10L);
        assertThat(charges.unsettled()).isZero();
    }

    @Test
    void chargesALostLeaseWhoseFirstReplyComesAfterThatOfTheSecondSettle() {
        PendingCharges charges = charges(10);
        fixture.store.replyLate();
        charges.settle(used("lost"));
        until(() -> charges.waiting() == 1);
        fixture.store.heal();
        recover(charges);

        fixture.store.sendLateReplies();

        assertThat(fixture.used(BUDGET)).containsExactly(10L);
    }

    @Test
    void chargesALostLeaseThatRedisWasNotAskedAboutAtFirst() {
        PendingCharges charges = charges(10);
        fixture.breakStore();
        charges.settle(used("lost"));

        fixture.store.heal();
        recover(charges);

        assertThat(fixture.used(BUDGET)).containsExactly(10L);
    }

    @Test
    void takesALeaseForEndedThatIsGoneAfterASettleWithoutReply() {
        Lease lease = fixture.lease(BUDGET);
        PendingCharges charges = charges(10);
        fixture.store.replyLate();
        charges.settle(used(lease.id()));
        until(() -> charges.waiting() == 1);

        fixture.store.heal();
        recover(charges);

        assertThat(fixture.used(BUDGET)).containsExactly(10L);
        assertThat(fixture.meter.scripts).doesNotContain(StoreOperation.CHARGE);
    }

    @Test
    void chargesInTheOrderInWhichRequestsEnded() {
        PendingCharges charges = charges(10);
        fixture.store.fail();
        List.of("a", "b", "c").forEach(lease -> charges.charge(used(lease)));
        charges.retry();
        fixture.store.heal();
        fixture.store.ended().clear();

        recover(charges);

        assertThat(fixture.store.ended()).containsExactly("a", "b", "c");
    }

    @Test
    void chargesTheOthersWhereRedisRejectsOne() {
        PendingCharges charges = charges(1_000);
        fixture.store.failFor("poisoned");
        fixture.store.replyLate();
        charges.charge(used("first"));
        charges.charge(used("poisoned"));
        for (int number = 0; number < 200; number++) {
            charges.charge(used("lease_" + number));
        }
        fixture.store.heal();

        fixture.store.sendLateReplies();

        assertThat(fixture.used(BUDGET)).containsExactly(201 * 10L);
        assertThat(charges.waiting()).isEqualTo(1);
        assertThat(fixture.guarded.state()).isNotEqualTo(StoreState.GONE);
    }

    @Test
    void givesUpWhatRedisRejectsAgainAndAgain() {
        PendingCharges charges = charges(10);
        fixture.store.failFor("poisoned");
        charges.charge(used("poisoned"));

        for (int retry = 1; retry < PendingCharges.MOST_ERRORS; retry++) {
            assertThat(charges.waiting()).isEqualTo(1);
            charges.retry();
        }

        assertThat(charges.waiting()).isZero();
        assertThat(fixture.meter.losses).containsExactly(LossReason.REFUSED);
        assertThat(fixture.guarded.state()).isNotEqualTo(StoreState.GONE);
    }

    @Test
    void givesUpNothingThatFailsWithAnErrorThatPasses() {
        PendingCharges charges = charges(10);
        fixture.store.fail();
        charges.charge(used("a"));

        for (int retry = 0; retry < 3 * PendingCharges.MOST_ERRORS; retry++) {
            charges.retry();
        }

        assertThat(charges.waiting()).isEqualTo(1);
        assertThat(fixture.meter.losses).isEmpty();
    }

    private PendingCharges charges(int bound) {
        return new PendingCharges(fixture.guarded, fixture.meter, bound);
    }

    /** Retries until the store is good and has every charge, as the upkeep does. */
    private void recover(PendingCharges charges) {
        until(() -> {
            if (fixture.guarded.state() != StoreState.GOOD) {
                fixture.guarded.probe();
            }
            charges.retry();
            return charges.unsettled() == 0;
        });
    }

    private Settlement used(String id) {
        Subject subject =
                new Subject("search", fixture.sources.pseudonyms().get().of("search", user("u-1")));
        return new Settlement(id, subject, Terms.of(BUDGET, caller(BUDGET).team()), new Amounts(1, 5, 5, 10, 0));
    }
}
