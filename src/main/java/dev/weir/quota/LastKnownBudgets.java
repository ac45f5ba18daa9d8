package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was left of the budgets of this replica's callers when Redis last replied; bounded. Safe for use by many
 * threads.
 */
final class LastKnownBudgets {
    private static final int MAX_OWNERS = 100_000;

    private final Cache<LimitOwner, Map<String, KnownBudget>> owners =
            Caffeine.newBuilder().maximumSize(MAX_OWNERS).build();

    /**
     * What was left of a budget.
     *
     * @param remaining money in nano-dollars
     * @param resetsAtMillis when the next period begins
     */
    record KnownBudget(long remaining, long resetsAtMillis) {}

    /** Takes a snapshot of Redis; returns the levels whose budgets it contains. */
    Set<LimitLevel> learn(Subject subject, Snapshot snapshot) {
        Set<LimitLevel> known = EnumSet.noneOf(LimitLevel.class);
        for (LimitLevel level : LimitLevel.values()) {
            Map<String, KnownBudget> budgets = new HashMap<>();
            for (LimitState state : snapshot.limits()) {
                if (state.level() == level && state.isBudget()) {
                    long resetsAt = state.resetsAtMillis().orElse(0);
                    budgets.put(state.limit().kind().policyName(), new KnownBudget(state.remaining(), resetsAt));
                }
            }
            if (!budgets.isEmpty()) {
                owners.put(LimitOwner.at(level, subject), Map.copyOf(budgets));
                known.add(level);
            }
        }
        return known;
    }

    /** Returns what was left of a budget; absent where Redis never said so. */
    Optional<KnownBudget> of(LimitLevel level, Subject subject, String kind) {
        return Optional.ofNullable(owners.getIfPresent(LimitOwner.at(level, subject)))
                .map(budgets -> budgets.get(kind));
    }
}
