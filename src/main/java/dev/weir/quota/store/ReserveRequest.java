package dev.weir.quota.store;

import java.time.Duration;

/**
 * A wish to hold amounts under a lease, at all limits or none.
 *
 * @param lease the gateway's own id; the same id again gets the same answer and holds nothing twice
 * @param charge what budgets are charged should the lease expire before a renewal says otherwise: what is expected,
 *     while {@code hold} may be the worst case
 * @param fit what happens to a hold that is larger than what is left
 * @param leaseTime how long the lease lives unless it is renewed; zero takes the requests at once and leaves no lease,
 *     so that there is nothing to settle, but a repeated call takes them again
 */
public record ReserveRequest(
        String lease, Subject subject, Terms terms, Amounts hold, Amounts charge, Fit fit, Duration leaseTime) {
    /** Wishes to hold what is charged should the lease expire. */
    public ReserveRequest(String lease, Subject subject, Terms terms, Amounts hold, Fit fit, Duration leaseTime) {
        this(lease, subject, terms, hold, hold, fit, leaseTime);
    }

    /** What happens to a hold that is larger than what is left. */
    public enum Fit {
        /** Where a level has no open lease and something left, the hold is first cut to what is left. */
        CLAMPED_WHEN_IDLE,
        /** It is refused. */
        EXACT
    }
}
