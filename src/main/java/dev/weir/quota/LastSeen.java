package dev.weir.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was left of budgets when Redis last said so, of this replica's callers; bounded. Safe for use by many threads. */
final class LastSeen {
    private static final int MAX_ACCOUNTS = 100_000;

    private final Cache<Account, Map<String, Seen>> accounts =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).build();

    /**
     * What was left of a budget.
     *
     * @param remaining money in nano-dollars
     * @param resetsAtMillis when it begins anew
     */
    record Seen(long remaining, long resetsAtMillis) {}

    /** Takes what Redis says; returns the levels of whose budgets it says something. */
    Set<LimitLevel> note(Subject subject, Snapshot snapshot) {
        Set<LimitLevel> told = EnumSet.noneOf(LimitLevel.class);
        for (LimitLevel level : LimitLevel.values()) {
            Map<String, Seen> budgets = new HashMap<>();
            for (LimitState state : snapshot.limits()) {
                if (state.level() == level && Words.isBudget(state.limit())) {
                    long resetsAt = state.resetsAtMillis().orElse(0);
                    budgets.put(state.limit().kind().policyName(), new Seen(state.remaining(), resetsAt));
                }
            }
            if (!budgets.isEmpty()) {
                accounts.put(Account.at(level, subject), Map.copyOf(budgets));
                told.add(level);
            }
        }
        return told;
    }

    /** Returns what was left of a budget; absent where Redis never said. */
    Optional<Seen> of(LimitLevel level, Subject subject, String kind) {
        return Optional.ofNullable(accounts.getIfPresent(Account.at(level, subject)))
                .map(budgets -> budgets.get(kind));
    }
}
