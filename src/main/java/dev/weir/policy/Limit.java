package dev.weir.policy;

import java.util.OptionalLong;

/**
 * One limit of a plan.
 *
 * @param max in the unit's smallest part: requests, tokens, micro-dollars; 0 rejects every request
 * @param burst the size of the bucket of a limit per minute, in the same unit; absent = {@code max}
 */
public record Limit(LimitKind kind, long max, OptionalLong burst) {
    /** Makes a limit whose bucket, if it has one, is as large as the limit. */
    public Limit(LimitKind kind, long max) {
        this(kind, max, OptionalLong.empty());
    }

    /** Returns the most that can be used at once: the size of the bucket, or the limit itself. */
    public long size() {
        return burst.orElse(max);
    }

    /** Returns the limit's name in headers and responses, as in {@code user/requests-per-minute}. */
    public String nameAt(LimitLevel level) {
        return level.policyName() + "/" + kind.policyName();
    }
}
