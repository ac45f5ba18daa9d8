package dev.weir.quota.store;

import java.util.List;

/**
 * The state of all limits of a subject at one moment.
 *
 * @param nowMillis the moment on Redis' clock, in milliseconds since 1970
 * @param leases the user's open leases
 * @param limits user limits before team limits, in the policy's order
 */
public record Snapshot(long nowMillis, long leases, List<LimitState> limits) {
    public Snapshot {
        limits = List.copyOf(limits);
    }
}
