package dev.weir.quota;

import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.Scene.caller;
import static dev.weir.quota.Scene.plan;
import static dev.weir.quota.Scene.until;
import static dev.weir.quota.Scene.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.quota.QuotaMeter.Loss;
import dev.weir.quota.QuotaMeter.Script;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChargesTest {
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 1_000_000));

    private final Scene scene = new Scene();

    @Test
    void chargesAllThatWaitsInOneGo() {
        Charges charges = charges(1_000);
        scene.store.answerLate();
        charges.charge(used("first"));
        for (int number = 0; number < 200; number++) {
            charges.charge(used("lease_" + number));
        }
        scene.store.heal();

        scene.store.giveLateAnswers();

        assertThat(charges.unsettled()).isZero();
        assertThat(scene.used(BUDGET)).containsExactly(201 * 10L);
    }

    @Test
    void losesWhatIsBeyondItsBound() {
        Charges charges = charges(2);
        scene.store.fail();

        charges.charge(used("a"));
        charges.charge(used("b"));
        charges.charge(used("c"));

        assertThat(charges.unsettled()).isEqualTo(2);
        assertThat(scene.meter.losses).containsExactly(Loss.FULL);
    }

    @Test
    void chargesWhereRedisHasLostTheLease() {
        Charges charges = charges(10);

        charges.settle(used("lost"));

        assertThat(scene.used(BUDGET)).containsExactly(10L);
        assertThat(charges.unsettled()).isZero();
    }

    @Test
    void chargesALostLeaseThatRedisWasNotAskedAboutAtFirst() {
        Charges charges = charges(10);
        scene.breakStore();
        charges.settle(used("lost"));

        scene.store.heal();
        recover(charges);

        assertThat(scene.used(BUDGET)).containsExactly(10L);
    }

    @Test
    void takesALeaseForEndedThatIsGoneAfterASettleWithoutAnswer() {
        Lease lease = scene.lease(BUDGET);
        Charges charges = charges(10);
        scene.store.answerLate();
        charges.settle(used(lease.id()));
        until(() -> charges.waiting() == 1);

        scene.store.heal();
        recover(charges);

        assertThat(scene.used(BUDGET)).containsExactly(10L);
        assertThat(scene.meter.scripts).doesNotContain(Script.CHARGE);
    }

    @Test
    void tellsInTheOrderInWhichCallsEnded() {
        Charges charges = charges(10);
        scene.store.fail();
        List.of("a", "b", "c").forEach(lease -> charges.charge(used(lease)));
        charges.retry();
        scene.store.heal();
        scene.store.told().clear();

        recover(charges);

        assertThat(scene.store.told()).containsExactly("a", "b", "c");
    }

    @Test
    void doesNotLetWhatRedisRefusesHoldUpTheOthers() {
        Charges charges = charges(1_000);
        scene.store.refuse("poisoned");
        scene.store.answerLate();
        charges.charge(used("first"));
        charges.charge(used("poisoned"));
        for (int number = 0; number < 200; number++) {
            charges.charge(used("lease_" + number));
        }
        scene.store.heal();

        scene.store.giveLateAnswers();

        assertThat(scene.used(BUDGET)).containsExactly(201 * 10L);
        assertThat(charges.waiting()).isEqualTo(1);
        assertThat(scene.guarded.state()).isNotEqualTo(StoreState.GONE);
    }

    @Test
    void givesUpWhatRedisRefusesAgainAndAgain() {
        Charges charges = charges(10);
        scene.store.refuse("poisoned");
        charges.charge(used("poisoned"));

        for (int retry = 1; retry < Charges.MOST_REFUSALS; retry++) {
            assertThat(charges.waiting()).isEqualTo(1);
            charges.retry();
        }

        assertThat(charges.waiting()).isZero();
        assertThat(scene.meter.losses).containsExactly(Loss.REFUSED);
        assertThat(scene.guarded.state()).isNotEqualTo(StoreState.GONE);
    }

    @Test
    void givesUpNothingThatFailsWithAnErrorThatPasses() {
        Charges charges = charges(10);
        scene.store.fail();
        charges.charge(used("a"));

        for (int retry = 0; retry < 3 * Charges.MOST_REFUSALS; retry++) {
            charges.retry();
        }

        assertThat(charges.waiting()).isEqualTo(1);
        assertThat(scene.meter.losses).isEmpty();
    }

    private Charges charges(int bound) {
        return new Charges(scene.guarded, scene.meter, bound);
    }

    /** Asks the store again until it is good and has been told all, as the upkeep does. */
    private void recover(Charges charges) {
        until(() -> {
            if (scene.guarded.state() != StoreState.GOOD) {
                scene.guarded.probe();
            }
            charges.retry();
            return charges.unsettled() == 0;
        });
    }

    private Settlement used(String id) {
        Subject subject = new Subject("search", scene.sources.pseudonyms().get().of("search", user("u-1")));
        return new Settlement(id, subject, Claims.ofMessages(caller(BUDGET), BUDGET), new Amounts(1, 5, 5, 10, 0));
    }
}
