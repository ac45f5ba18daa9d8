package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.OpenLease.Standing;
import dev.weir.quota.Spending.Answered;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Reservation;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings open leases to their end, each once, wherever they are counted. Safe for use by many threads. */
final class Ledger {
    private final Consumption consumption;
    private final Estimator estimator;
    private final Charges charges;
    private final Renewals renewals;

    Ledger(Consumption consumption, Estimator estimator, Charges charges, Renewals renewals) {
        this.consumption = consumption;
        this.estimator = estimator;
        this.charges = charges;
        this.renewals = renewals;
    }

    /** Takes a lease that Redis holds. */
    void held(OpenLease lease) {
        lease.stands(Standing.HELD);
        renewals.add(lease);
    }

    /** Takes a call that was let in without Redis having said so. */
    void letIn(OpenLease lease, Optional<LocalHold> local) {
        lease.heldLocally(local);
        lease.stands(Standing.CHARGED);
        keepOpen(lease);
    }

    /**
     * Takes a call that was refused.
     *
     * @param isOpen whether Redis may hold it all the same, now or later: then it is told not to
     */
    void refused(OpenLease lease, boolean isOpen) {
        lease.stands(Standing.REFUSED);
        if (isOpen) {
            charges.charge(settlement(lease, Amounts.NONE));
        }
    }

    /**
     * Takes a call of {@code count_tokens} that was let in without Redis having said so.
     *
     * @param isOpen whether Redis may count it all the same: without a lease it would then be counted twice, so it is not charged
     */
    void counted(Reservation wanted, boolean isOpen) {
        if (!isOpen) {
            charges.charge(new Settlement(wanted.lease(), wanted.subject(), wanted.terms(), wanted.hold()));
        }
    }

    /** Takes Redis' answer that nobody waited for any more. */
    void answeredLate(OpenLease lease, ReserveReply reply) {
        if (reply instanceof ReserveReply.Granted) {
            lease.heldLate();
            keepOpen(lease);
        }
    }

    /** Keeps what Redis holds for a call that was let in. */
    private void keepOpen(OpenLease lease) {
        if (lease.isHeldLate() && lease.standing() == Standing.CHARGED) {
            renewals.add(lease);
        }
    }

    void begun(OpenLease lease, Supplier<Future<ResponseFacts>> progress) {
        lease.begun(progress);
        renewals.trueUp(lease);
    }

    /** Returns what is charged where the answer did not say what was used. */
    Optional<Usage> settle(OpenLease lease, Spending spending) {
        Claim claim = lease.claim();
        if (lease.settle()) {
            renewals.remove(lease);
            end(lease, consumption.used(claim, spending));
            if (spending instanceof Answered(ResponseFacts facts)) {
                estimator.learn(claim.subject(), claim.message(), facts);
            }
        }
        return spending.isUnsaid() ? Optional.of(claim.estimate().usage()) : Optional.empty();
    }

    /** Charges nobody; returns what would be charged where the answer did not say what was used. */
    Optional<Usage> settle(FreeLease lease, Spending spending) {
        if (spending.isUnsaid()) {
            return lease.message().map(message -> estimator.estimate(message).usage());
        }
        if (spending instanceof Answered(ResponseFacts facts)) {
            lease.message().ifPresent(message -> estimator.learn(message, facts));
        }
        return Optional.empty();
    }

    private void end(OpenLease lease, Amounts used) {
        lease.settleLocally(used);
        switch (lease.standing()) {
            case HELD -> charges.settle(settlement(lease, used));
            case ASKED, CHARGED, REFUSED -> charges.charge(settlement(lease, used));
        }
    }

    /** Renews what is due; never fails. */
    Future<Void> renew() {
        return renewals.renew();
    }

    /** Sends what waits for Redis. */
    void catchUp() {
        charges.retry();
    }

    /** Returns how many calls have ended without Redis having said that it knows what they used. */
    int unsettled() {
        return charges.unsettled();
    }

    private static Settlement settlement(OpenLease lease, Amounts used) {
        Claim claim = lease.claim();
        return new Settlement(claim.id(), claim.subject(), claim.terms(), used);
    }
}
