package dev.weir.policy;

import dev.weir.messages.Feature;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ModelPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models, features and limits of a team's users.
 *
 * @param models patterns of the models allowed; absent = all
 * @param user limits of each user
 * @param team limits that the whole team shares
 * @param warnAt thresholds of budgets; each is told once in a period
 */
public record Plan(
        String name,
        Optional<List<ModelPattern>> models,
        Set<Feature> deniedFeatures,
        Limits user,
        Limits team,
        BudgetHold budgetHold,
        Mode mode,
        Thresholds warnAt) {
    /** The features denied by a plan without {@code deny-features}. */
    public static final Set<Feature> DENIED_BY_DEFAULT = Set.of(Feature.BILLING_POLICY);

    public Plan {
        models = models.map(List::copyOf);
        deniedFeatures = Set.copyOf(deniedFeatures);
    }

    /** Makes a plan without thresholds. */
    public Plan(
            String name,
            Optional<List<ModelPattern>> models,
            Set<Feature> deniedFeatures,
            Limits user,
            Limits team,
            BudgetHold budgetHold,
            Mode mode) {
        this(name, models, deniedFeatures, user, team, budgetHold, mode, Thresholds.NONE);
    }

    /** Makes a plan that allows every model, denies what is denied by default and limits nothing. */
    public static Plan unlimited(String name) {
        return new Plan(
                name, Optional.empty(), DENIED_BY_DEFAULT, Limits.NONE, Limits.NONE, BudgetHold.EXPECTED, Mode.ENFORCE);
    }

    /** Authorizes a request by its model, the models that may serve in its place, and its features. */
    public Authorization authorize(MessageRequest request) {
        return new PlanRules(this).authorize(request);
    }

    /** Returns whether the plan allows a model by that id. */
    public boolean permits(String modelId) {
        return models.map(patterns -> patterns.stream().anyMatch(pattern -> pattern.matches(modelId)))
                .orElse(true);
    }

    /** Returns the limits of a level. */
    public Limits at(LimitLevel level) {
        return switch (level) {
            case USER -> user;
            case TEAM -> team;
        };
    }

    /**
     * Returns whether nothing bounds by how much concurrent requests can exceed a budget: budgets hold the expected
     * usage, and the requests in flight are not limited.
     */
    public boolean isOvershootUnbounded() {
        boolean hasBudget = limits().anyMatch(limit -> limit.kind().isBudget());
        boolean boundsConcurrency = limits().anyMatch(limit -> limit.kind() == LimitKind.CONCURRENT_REQUESTS);
        return hasBudget && budgetHold == BudgetHold.EXPECTED && !boundsConcurrency;
    }

    private Stream<Limit> limits() {
        return Stream.concat(user.everyLimit(), team.everyLimit());
    }

    /** Returns this plan with the limits of the team, and their thresholds, of the team's own plan. */
    public Plan withTeamOf(Plan teamsPlan) {
        Thresholds thresholds = new Thresholds(warnAt.user(), teamsPlan.warnAt.team());
        return new Plan(name, models, deniedFeatures, user, teamsPlan.team, budgetHold, mode, thresholds);
    }

    /** How much of a budget a request holds while it runs. */
    public enum BudgetHold {
        /** The expected use, learned from past requests. */
        EXPECTED("expected"),
        /** The most that the request can use. */
        WORST_CASE("worst-case");

        private final String policyName;

        BudgetHold(String policyName) {
            this.policyName = policyName;
        }

        /** Returns the value of the policy's {@code budget-hold}. */
        public String policyName() {
            return policyName;
        }
    }

    /** Whether limits reject requests. */
    public enum Mode {
        /** A request over a limit is rejected. */
        ENFORCE("enforce"),
        /** A request over a limit is counted and admitted. */
        SHADOW("shadow");

        private final String policyName;

        Mode(String policyName) {
            this.policyName = policyName;
        }

        /** Returns the value of the policy's {@code mode}. */
        public String policyName() {
            return policyName;
        }
    }
}
