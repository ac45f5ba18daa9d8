package dev.weir.quota;

import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import java.util.Optional;

/** Whether a request is admitted, and who counts it. */
sealed interface ReservationOutcome {
    /** Redis holds what was asked for. */
    record Reserved(QuotaHeaders headers) implements ReservationOutcome {}

    /**
     * The request may proceed, and Redis did not say so: it is gone, or the plan is in shadow mode.
     *
     * @param local what this replica counts itself; absent where it counts nothing
     * @param mayBeReserved whether Redis was asked and has not replied, so that it may reserve, now or later
     */
    record Admitted(Optional<LocalLease> local, boolean mayBeReserved) implements ReservationOutcome {}

    /**
     * The request may not proceed.
     *
     * @param mayBeReserved as above
     */
    record Rejected(QuotaDecision why, boolean mayBeReserved) implements ReservationOutcome {}

    /**
     * A lease of this replica's own.
     *
     * @param settlement ends it, but for what was used
     */
    record LocalLease(QuotaStore store, Settlement settlement) {}
}
