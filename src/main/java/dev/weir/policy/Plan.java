package dev.weir.policy;

import dev.weir.messages.Feature;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the users of a team may do, and how much.
 *
 * @param models patterns of the models allowed; absent = all
 * @param user limits of each user
 * @param team limits that the whole team shares
 */
public record Plan(
        String name,
        Optional<List<ModelPattern>> models,
        Set<Feature> deniedFeatures,
        Limits user,
        Limits team,
        BudgetHold budgetHold,
        Mode mode) {
    /** What a day, month or money limit holds while a request runs. */
    public enum BudgetHold {
        /** What is expected of it, learned from what was really used. */
        EXPECTED,
        /** The most that it could cost. */
        WORST_CASE
    }

    /** Whether limits refuse. */
    public enum Mode {
        /** A request over a limit is refused. */
        ENFORCE,
        /** It is counted and admitted. */
        SHADOW
    }
}
