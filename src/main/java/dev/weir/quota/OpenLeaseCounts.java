package dev.weir.quota;

import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.Subject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many leases this replica has open in Redis, for each user and team with any. Safe for use by many threads. */
final class OpenLeaseCounts {
    private final Map<LimitOwner, Integer> counts = new ConcurrentHashMap<>();

    void opened(Subject subject) {
        for (LimitLevel level : LimitLevel.values()) {
            counts.merge(LimitOwner.at(level, subject), 1, Integer::sum);
        }
    }

    void ended(Subject subject) {
        for (LimitLevel level : LimitLevel.values()) {
            counts.computeIfPresent(LimitOwner.at(level, subject), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    int count(LimitLevel level, Subject subject) {
        return counts.getOrDefault(LimitOwner.at(level, subject), 0);
    }
}
