package dev.weir.quota;

import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many leases this replica has open in Redis, for each level with any. Safe for use by many threads. */
final class OpenLeaseCounts {
    private final Map<LimitOwner, Integer> counts = new ConcurrentHashMap<>();

    void opened(Subject subject, Terms terms) {
        for (LevelTerms level : terms.levels()) {
            counts.merge(level.owner(subject), 1, Integer::sum);
        }
    }

    void ended(Subject subject, Terms terms) {
        for (LevelTerms level : terms.levels()) {
            counts.computeIfPresent(level.owner(subject), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    int count(LimitOwner owner) {
        return counts.getOrDefault(owner, 0);
    }
}
