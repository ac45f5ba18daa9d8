package dev.weir.quota;

import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A charge of an ended request that Redis has not confirmed.
 *
 * @param first the reply to the first settle, for a charge that began as one
 * @param errors how often Redis has replied with a permanent error
 */
record PendingCharge(Action action, Settlement settlement, FirstReply first, int errors) {
    /** The operation by which Redis is charged; it decides what a reply means. */
    enum Action {
        /** Ends a lease of Redis by its first settle: if there is no lease, Redis has lost it. */
        SETTLE,
        /**
         * Ends a lease after a settle without a reply in time: if there is no lease, that settle has ended it, unless
         * its late reply says otherwise.
         */
        SETTLE_AGAIN,
        /** Charges a request whose lease Redis never confirmed or has lost. */
        CHARGE
    }

    /** Returns a charge that ends a lease of Redis. */
    static PendingCharge settling(Settlement settlement) {
        return new PendingCharge(Action.SETTLE, settlement, new FirstReply(), 0);
    }

    /** Returns a charge that needs no lease. */
    static PendingCharge charging(Settlement settlement) {
        return new PendingCharge(Action.CHARGE, settlement, new FirstReply(), 0);
    }

    /** Returns the operation, for metrics. */
    StoreOperation operation() {
        return switch (action) {
            case SETTLE, SETTLE_AGAIN -> StoreOperation.SETTLE;
            case CHARGE -> StoreOperation.CHARGE;
        };
    }

    /** Sends the charge; a charge without a lease always ends. */
    Future<SettleReply> send(QuotaStore store) {
        return switch (action) {
            case SETTLE, SETTLE_AGAIN -> store.settle(settlement);
            case CHARGE -> store.charge(settlement).map(reached -> new SettleReply(true, reached));
        };
    }

    /** Tells the thresholds that a reply names; those of one charge once, however many replies come. */
    void tell(SettleReply reply, QuotaMeter meter) {
        if (!reply.reached().isEmpty() && first.isFirstToTell()) {
            reply.reached().forEach(reached -> meter.reached(settlement.subject(), reached));
        }
    }

    /** Returns what is still to be sent after a reply. */
    Optional<PendingCharge> replied(boolean isEnded) {
        boolean isLost = switch (action) {
            case SETTLE -> !isEnded;
            case SETTLE_AGAIN -> !isEnded && first.wasLost();
            case CHARGE -> false;
        };
        return isLost ? Optional.of(charging(settlement)) : Optional.empty();
    }

    /** Returns what is still to be sent after a reply that came when a later settle had been taken for the end. */
    Optional<PendingCharge> repliedLate(boolean isEnded) {
        boolean isLost = action == Action.SETTLE && first.arrived(isEnded);
        return isLost ? Optional.of(charging(settlement)) : Optional.empty();
    }

    /** Returns what is still to be sent after a failure. */
    PendingCharge failed(StoreFault fault) {
        return switch (fault) {
            case UNSENT -> this;
            case UNKNOWN -> new PendingCharge(again(), settlement, first, errors);
            case PERMANENT -> new PendingCharge(again(), settlement, first, errors + 1);
        };
    }

    private Action again() {
        return action == Action.SETTLE ? Action.SETTLE_AGAIN : action;
    }
}
