package dev.weir.usage.compare;

import java.util.Optional;

/**
 * Whose budgets are compared.
 *
 * @param user the keyed hash of a user of the team; absent for the budgets of the team as a whole
 */
public record BudgetOwner(String team, Optional<String> user) {
    /** Returns the team as a whole. */
    public static BudgetOwner ofTeam(String team) {
        return new BudgetOwner(team, Optional.empty());
    }

    /** Returns a user of a team. */
    public static BudgetOwner ofUser(String team, String hash) {
        return new BudgetOwner(team, Optional.of(hash));
    }

    @Override
    public String toString() {
        return user.map(hash -> team + " " + hash).orElse(team);
    }
}
