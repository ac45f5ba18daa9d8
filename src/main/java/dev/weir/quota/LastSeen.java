package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.policy.Level;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was left of budgets when Redis last said so, of this replica's callers; bounded. Safe for use by many threads. */
final class LastSeen {
    private static final int MAX_LEVELS = 100_000;

    private final Cache<Subject, Map<String, Seen>> levels =
            Caffeine.newBuilder().maximumSize(MAX_LEVELS).build();

    /**
     * What was left of a budget.
     *
     * @param remaining money in nano-dollars
     * @param resetsAtMillis when it begins anew
     */
    record Seen(long remaining, long resetsAtMillis) {}

    void note(Subject subject, Snapshot snapshot) {
        for (Level level : Level.values()) {
            Map<String, Seen> budgets = new HashMap<>();
            for (LimitState state : snapshot.limits()) {
                if (state.level() == level && Words.isBudget(state.limit())) {
                    long resetsAt = state.resetsAtMillis().orElse(0);
                    budgets.put(state.limit().kind().policyName(), new Seen(state.remaining(), resetsAt));
                }
            }
            if (!budgets.isEmpty()) {
                levels.put(at(level, subject), Map.copyOf(budgets));
            }
        }
    }

    /** Returns what was left of a budget; absent where Redis never said. */
    Optional<Seen> of(Level level, Subject subject, String kind) {
        return Optional.ofNullable(levels.getIfPresent(at(level, subject))).map(budgets -> budgets.get(kind));
    }

    private static Subject at(Level level, Subject subject) {
        return switch (level) {
            case USER -> subject;
            case TEAM -> new Subject(subject.team(), "");
        };
    }
}
