package dev.weir.quota;

import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.Scene.caller;
import static dev.weir.quota.Scene.plan;
import static dev.weir.quota.Scene.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.Plan;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import org.junit.jupiter.api.Test;

class ChargesTest {
    private static final Plan BUDGET = plan(new Limit(TOKENS_PER_DAY, 1_000_000));

    private final Scene scene = new Scene();

    @Test
    void chargesAllThatWaitsInOneGo() {
        Charges charges = new Charges(scene.guarded, 1_000);
        scene.store.answerLate();
        charges.add(charge("first"));
        for (int number = 0; number < 200; number++) {
            charges.add(charge("lease_" + number));
        }
        scene.store.heal();

        scene.store.giveLateAnswers();

        assertThat(charges.size()).isZero();
        assertThat(scene.used(BUDGET)).containsExactly(201 * 10L);
    }

    @Test
    void losesWhatIsBeyondItsBound() {
        Charges charges = new Charges(scene.guarded, 2);
        scene.store.fail();

        charges.add(charge("a"));
        charges.add(charge("b"));
        charges.add(charge("c"));

        assertThat(charges.size()).isEqualTo(2);
    }

    private Settlement charge(String id) {
        Subject subject = new Subject("search", scene.sources.pseudonyms().get().of("search", user("u-1")));
        return new Settlement(id, subject, Claims.ofMessages(caller(BUDGET), BUDGET), new Amounts(1, 5, 5, 10, 0));
    }
}
