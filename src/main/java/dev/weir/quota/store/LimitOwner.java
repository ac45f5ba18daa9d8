package dev.weir.quota.store;

import dev.weir.policy.LimitLevel;
import java.util.Optional;

/**
 * Whose limits are counted together: those of one user of a team, or those of the team as a whole, or a part of them.
 *
 * @param user the user's identity as a keyed hash; absent for the team as a whole
 * @param part which of them, as {@link LevelTerms#owner} names it; empty for those that every version knows
 */
public record LimitOwner(String team, Optional<String> user, String part) {
    /** Makes the owner of the limits that every version knows. */
    public LimitOwner(String team, Optional<String> user) {
        this(team, user, "");
    }

    /** Returns the owner of the limits at one level of a subject. */
    public static LimitOwner at(LimitLevel level, Subject subject) {
        return switch (level) {
            case USER -> new LimitOwner(subject.team(), Optional.of(subject.user()));
            case TEAM -> new LimitOwner(subject.team(), Optional.empty());
        };
    }
}
