package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.pricing.NanoUsd;
import java.util.OptionalLong;

/**
 * The state of one limit, in the limit's unit, money in nano-dollars.
 *
 * @param used of a bucket what has not refilled yet, of a period what was used in it; may exceed the limit
 * @param held by open leases; for concurrency always 0, as the open leases are what is used
 * @param resetsAtMillis when a bucket is full again or a period ends, in milliseconds since 1970 on Redis' clock;
 *     absent for concurrency
 */
public record LimitState(LimitScope scope, Limit limit, long used, long held, OptionalLong resetsAtMillis) {
    /** Makes the state of a limit on all requests of a level. */
    public LimitState(LimitLevel level, Limit limit, long used, long held, OptionalLong resetsAtMillis) {
        this(LimitScope.of(level), limit, used, held, resetsAtMillis);
    }

    /** Returns to whom the limit applies. */
    public LimitLevel level() {
        return scope.level();
    }

    /** Returns what is left, never negative. */
    public long remaining() {
        return Math.max(0, size() - used - held);
    }

    /** Returns the limit's size in the unit of {@code used}. */
    public long size() {
        return inCountedUnit(limit, limit.size());
    }

    /** Returns the limit's name. */
    public String name() {
        return scope.nameOf(limit);
    }

    /** Returns whether the limit is a budget. */
    public boolean isBudget() {
        return limit.kind().isBudget();
    }

    /** Returns an amount of the policy in the counted unit: micro-dollars become nano-dollars. */
    public static long inCountedUnit(Limit limit, long amount) {
        return switch (limit.kind().unit()) {
            case USD -> NanoUsd.ofMicroUsd(amount).value();
            case REQUESTS, TOKENS -> amount;
        };
    }
}
