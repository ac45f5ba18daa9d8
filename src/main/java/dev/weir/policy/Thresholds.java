package dev.weir.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * The thresholds of the budgets of each level, in percent, lowest first. They differ where a user's exception has
 * another plan: the team's budgets keep the thresholds of the team's plan.
 */
public record Thresholds(List<Integer> user, List<Integer> team) {
    /** No thresholds at all. */
    public static final Thresholds NONE = new Thresholds(List.of(), List.of());

    public Thresholds {
        user = List.copyOf(user);
        team = List.copyOf(team);
    }

    /** Makes thresholds that are the same at both levels. */
    public static Thresholds of(List<Integer> warnAt) {
        return new Thresholds(warnAt, warnAt);
    }

    /** Returns the thresholds of the budgets of a level. */
    public List<Integer> at(LimitLevel level) {
        return switch (level) {
            case USER -> user;
            case TEAM -> team;
        };
    }

    /** Returns the thresholds of either level, lowest first. */
    public List<Integer> all() {
        return user.equals(team)
                ? user
                : Stream.concat(user.stream(), team.stream())
                        .distinct()
                        .sorted()
                        .toList();
    }
}
