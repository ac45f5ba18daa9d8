package dev.weir.quota;

import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What Redis is to be told of a request that has ended, until it has replied.
 *
 * @param errors how often Redis has replied with an error that it will reply again
 */
record PendingCharge(Action action, Settlement settlement, int errors) {
    /** How Redis is told; it decides what a reply means. */
    enum Action {
        /** Ends a lease that Redis held, by a settle of which none was sent before: where there is none, Redis has lost it. */
        SETTLE,
        /** Ends it after a settle without a reply: where there is none, that settle ended it. */
        SETTLE_AGAIN,
        /** Charges a request whose lease Redis never confirmed, or has lost. */
        CHARGE
    }

    /** Ends a lease that Redis held. */
    static PendingCharge settling(Settlement settlement) {
        return new PendingCharge(Action.SETTLE, settlement, 0);
    }

    /** Charges with or without a lease. */
    static PendingCharge charging(Settlement settlement) {
        return new PendingCharge(Action.CHARGE, settlement, 0);
    }

    /** Returns the operation that tells it. */
    StoreOperation operation() {
        return switch (action) {
            case SETTLE, SETTLE_AGAIN -> StoreOperation.SETTLE;
            case CHARGE -> StoreOperation.CHARGE;
        };
    }

    /** Tells it; completes with whether there was something to end or to charge. */
    Future<Boolean> tell(QuotaStore store) {
        return switch (action) {
            case SETTLE, SETTLE_AGAIN -> store.settle(settlement);
            case CHARGE -> store.charge(settlement).map(true);
        };
    }

    /** Returns what is still to be told after a reply. */
    Optional<PendingCharge> replied(boolean isEnded) {
        return action == Action.SETTLE && !isEnded ? Optional.of(charging(settlement)) : Optional.empty();
    }

    /** Returns what is still to be told after a failure. */
    PendingCharge failed(StoreFault fault) {
        return switch (fault) {
            case UNSENT -> this;
            case UNKNOWN -> new PendingCharge(again(), settlement, errors);
            case PERMANENT -> new PendingCharge(again(), settlement, errors + 1);
        };
    }

    private Action again() {
        return action == Action.SETTLE ? Action.SETTLE_AGAIN : action;
    }
}
