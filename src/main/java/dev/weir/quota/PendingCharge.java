package dev.weir.quota;

import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * What Redis is to be told of a request that has ended, until it has replied.
 *
 * @param markedFor how long a charge is remembered
 * @param first what the first settle was replied to, of whatever was a settle at first
 * @param errors how often Redis has replied with an error that it will reply again
 */
record PendingCharge(Action action, Settlement settlement, Duration markedFor, FirstReply first, int errors) {
    /** Where a reservation may still arrive at Redis, it finds the charge's mark. */
    static final Duration LATE_RESERVATION = Duration.ofDays(1);

    /** Where none can arrive, the mark only keeps a charge that is sent again from counting twice. */
    static final Duration SENT_AGAIN = Duration.ofMinutes(15);

    /** How Redis is told; it decides what a reply means. */
    enum Action {
        /**
         * Ends a lease that Redis held, by a settle of which none was sent before: where there is none, Redis has lost
         * it.
         */
        SETTLE,
        /**
         * Ends it after a settle without a reply in time: where there is none, that settle ended it, or its late reply
         * tells.
         */
        SETTLE_AGAIN,
        /** Charges a request whose lease Redis never confirmed, or has lost. */
        CHARGE
    }

    /** Ends a lease that Redis held. */
    static PendingCharge settling(Settlement settlement) {
        return new PendingCharge(Action.SETTLE, settlement, SENT_AGAIN, new FirstReply(), 0);
    }

    /** Charges with or without a lease. */
    static PendingCharge charging(Settlement settlement, Duration markedFor) {
        return new PendingCharge(Action.CHARGE, settlement, markedFor, new FirstReply(), 0);
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
            case CHARGE -> store.charge(settlement, markedFor).map(true);
        };
    }

    /** Returns what is still to be told after a reply. */
    Optional<PendingCharge> replied(boolean isEnded) {
        boolean isLost = switch (action) {
            case SETTLE -> !isEnded;
            case SETTLE_AGAIN -> !isEnded && first.wasLost();
            case CHARGE -> false;
        };
        return isLost ? Optional.of(charging(settlement, SENT_AGAIN)) : Optional.empty();
    }

    /** Returns what is to be told after a reply that came when another settle had been taken for the end already. */
    Optional<PendingCharge> repliedLate(boolean isEnded) {
        boolean isLost = action == Action.SETTLE && first.arrived(isEnded);
        return isLost ? Optional.of(charging(settlement, SENT_AGAIN)) : Optional.empty();
    }

    /** Returns what is still to be told after a failure. */
    PendingCharge failed(StoreFault fault) {
        return switch (fault) {
            case UNSENT -> this;
            case UNKNOWN -> new PendingCharge(again(), settlement, markedFor, first, errors);
            case PERMANENT -> new PendingCharge(again(), settlement, markedFor, first, errors + 1);
        };
    }

    private Action again() {
        return action == Action.SETTLE ? Action.SETTLE_AGAIN : action;
    }
}
