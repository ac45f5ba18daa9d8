package dev.weir.quota;

import dev.weir.quota.QuotaMeter.Script;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What Redis is to be told of a call that has ended, until it has answered.
 *
 * @param refusals how often Redis has answered with an error that it will answer again
 */
record Due(Step step, Settlement settlement, int refusals) {
    /** How Redis is told; it decides what an answer means. */
    enum Step {
        /** Ends a lease that Redis held, by a settle of which none was sent before: where there is none, Redis has lost it. */
        SETTLE,
        /** Ends it after a settle without an answer: where there is none, that settle ended it. */
        SETTLE_AGAIN,
        /** Charges a call whose lease Redis never confirmed, or has lost. */
        CHARGE
    }

    /** Ends a lease that Redis held. */
    static Due settling(Settlement settlement) {
        return new Due(Step.SETTLE, settlement, 0);
    }

    /** Charges with or without a lease. */
    static Due charging(Settlement settlement) {
        return new Due(Step.CHARGE, settlement, 0);
    }

    /** Returns the call that tells it. */
    Script script() {
        return switch (step) {
            case SETTLE, SETTLE_AGAIN -> Script.SETTLE;
            case CHARGE -> Script.CHARGE;
        };
    }

    /** Tells it; completes with whether there was something to end or to charge. */
    Future<Boolean> tell(QuotaStore store) {
        return switch (step) {
            case SETTLE, SETTLE_AGAIN -> store.settle(settlement);
            case CHARGE -> store.charge(settlement).map(true);
        };
    }

    /** Returns what is still to be told after an answer. */
    Optional<Due> answered(boolean isEnded) {
        return step == Step.SETTLE && !isEnded ? Optional.of(charging(settlement)) : Optional.empty();
    }

    /** Returns what is still to be told after a failure. */
    Due failed(StoreFault fault) {
        return switch (fault) {
            case UNSENT -> this;
            case UNKNOWN -> new Due(again(), settlement, refusals);
            case REFUSED -> new Due(again(), settlement, refusals + 1);
        };
    }

    private Step again() {
        return step == Step.SETTLE ? Step.SETTLE_AGAIN : step;
    }
}
