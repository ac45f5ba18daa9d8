package dev.weir.quota;

import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import java.util.Optional;

/** What came of asking. */
sealed interface Judgement {
    /** Redis holds what was wished. */
    record Held(QuotaHeaders headers) implements Judgement {}

    /**
     * The call may proceed, and Redis did not say so: it is gone, or the plan is in shadow mode.
     *
     * @param local what this replica counts itself; absent where it counts nothing
     * @param isOpen whether Redis was asked and has not answered, so that it may do what was wished, now or later
     */
    record LetIn(Optional<LocalHold> local, boolean isOpen) implements Judgement {}

    /**
     * The call may not proceed.
     *
     * @param isOpen as above
     */
    record Turned(QuotaDecision why, boolean isOpen) implements Judgement {}

    /**
     * A lease of this replica's own.
     *
     * @param settlement ends it, but for what was used
     */
    record LocalHold(QuotaStore store, Settlement settlement) {}
}
