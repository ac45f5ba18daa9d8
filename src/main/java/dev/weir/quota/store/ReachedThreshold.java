package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitScope;

/**
 * A threshold of a budget that a settlement was the first in its period to reach.
 *
 * @param percent of the limit
 * @param used in the period, in the unit of {@link LimitState#used}
 * @param resetsAtMillis when the period ends, in milliseconds since 1970 on Redis' clock
 */
public record ReachedThreshold(LimitScope scope, Limit limit, int percent, long used, long resetsAtMillis) {
    /** Returns the limit's name. */
    public String name() {
        return scope.nameOf(limit);
    }

    /** Returns the limit in the unit of {@code used}. */
    public long max() {
        return LimitState.inCountedUnit(limit, limit.max());
    }
}
