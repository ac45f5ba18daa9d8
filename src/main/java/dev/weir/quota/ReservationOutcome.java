package dev.weir.quota;

import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import java.util.Optional;

/** Whether a request is admitted, and where it is counted. */
sealed interface ReservationOutcome {
    /** Redis holds the reservation. */
    record Reserved(QuotaHeaders headers) implements ReservationOutcome {}

    /**
     * The request is admitted without Redis, which is gone; or the plan is in shadow mode.
     *
     * @param local the lease of this replica; absent where it counts nothing
     * @param mayBeReserved whether Redis has not replied, so that it may reserve, now or later
     */
    record Admitted(Optional<LocalLease> local, boolean mayBeReserved) implements ReservationOutcome {}

    /**
     * The request is rejected.
     *
     * @param mayBeReserved as above
     */
    record Rejected(QuotaDecision why, boolean mayBeReserved) implements ReservationOutcome {}

    /**
     * A lease of this replica's own.
     *
     * @param settlement ends it, once its usage is filled in
     */
    record LocalLease(QuotaStore store, Settlement settlement) {}
}
