package dev.weir.quota;

import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.Subject;
import java.util.Optional;

/**
 * For whom this replica keeps a count of its own.
 *
 * @param user the user's bucket as a keyed hash; absent where the team as a whole is meant
 */
record Account(String team, Optional<String> user) {
    static Account at(LimitLevel level, Subject subject) {
        return switch (level) {
            case USER -> new Account(subject.team(), Optional.of(subject.user()));
            case TEAM -> new Account(subject.team(), Optional.empty());
        };
    }
}
