package dev.weir.quota.store;

import java.time.Duration;

/**
 * A wish to hold amounts under a lease, at all limits or none.
 *
 * @param lease the gateway's own id; the same id again gets the same answer and holds nothing twice
 * @param fit what happens to a hold that is larger than what is left
 * @param leaseTime how long the lease lives unless it is renewed
 */
public record Reservation(String lease, Subject subject, Terms terms, Amounts hold, Fit fit, Duration leaseTime) {
    /** What happens to a hold that is larger than what is left. */
    public enum Fit {
        /** Where a level has no open lease and something left, the hold is first cut to what is left. */
        CLAMPED_WHEN_IDLE,
        /** It is refused. */
        EXACT
    }
}
