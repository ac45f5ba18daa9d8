package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.policy.LimitKind;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was left of the budgets of this replica's callers when Redis last replied; bounded. Safe for use by many
 * threads.
 */
final class LastKnownBudgets {
    private static final int MAX_OWNERS = 100_000;

    private final Cache<LimitOwner, Map<LimitKind, KnownBudget>> owners =
            Caffeine.newBuilder().maximumSize(MAX_OWNERS).build();

    /**
     * What was left of a budget.
     *
     * @param remaining money in nano-dollars
     * @param resetsAtMillis when the next period begins
     */
    record KnownBudget(long remaining, long resetsAtMillis) {}

    /** Takes a snapshot of Redis; returns the levels whose budgets it contains. */
    Set<LimitOwner> learn(Subject subject, Snapshot snapshot) {
        Map<LimitOwner, Map<LimitKind, KnownBudget>> known = new LinkedHashMap<>();
        for (LimitState state : snapshot.limits()) {
            if (state.isBudget()) {
                LimitKind kind = state.limit().kind();
                long resetsAt = state.resetsAtMillis().orElse(0);
                known.computeIfAbsent(
                                LevelTerms.ownerOf(state.scope(), kind, subject), _ -> new EnumMap<>(LimitKind.class))
                        .put(kind, new KnownBudget(state.remaining(), resetsAt));
            }
        }
        owners.putAll(known);
        return known.keySet();
    }

    /** Returns what was left of a budget; absent where Redis never said so. */
    Optional<KnownBudget> of(LimitOwner owner, LimitKind kind) {
        return Optional.ofNullable(owners.getIfPresent(owner)).map(budgets -> budgets.get(kind));
    }
}
