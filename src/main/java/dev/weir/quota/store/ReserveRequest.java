package dev.weir.quota.store;

import java.time.Duration;

/**
 * A reservation: amounts to hold under a lease, at all limits or none.
 *
 * @param lease Weir's own id; the same id again gets the same reply and holds nothing twice
 * @param charge what budgets are charged if the lease expires before a renewal says otherwise: the expected usage,
 *     while {@code hold} may be the worst case
 * @param fit what happens to a hold that is larger than what is left
 * @param leaseTime how long the lease lives unless it is renewed; zero takes the requests at once and leaves no lease,
 *     so that there is nothing to settle, but a repetition takes them again
 */
public record ReserveRequest(
        String lease, Subject subject, Terms terms, Amounts hold, Amounts charge, Fit fit, Duration leaseTime) {
    /** Makes a reservation that holds what is charged if the lease expires. */
    public ReserveRequest(String lease, Subject subject, Terms terms, Amounts hold, Fit fit, Duration leaseTime) {
        this(lease, subject, terms, hold, hold, fit, leaseTime);
    }

    /** What happens to a hold that is larger than what is left. */
    public enum Fit {
        /** If a level has no open lease and something left, the hold is first cut to what is left. */
        CLAMPED_WHEN_IDLE,
        /** The reservation is denied. */
        EXACT
    }
}
