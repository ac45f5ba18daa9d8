package dev.weir.quota;

import dev.weir.messages.AnswerFacts;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.OpenLease.Standing;
import dev.weir.quota.QuotaMeter.Script;
import dev.weir.quota.Spending.Answered;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Brings open leases to their end, each once, wherever they are counted. Safe for use by many threads. */
final class Ledger {
    private final GuardedStore store;
    private final Consumption consumption;
    private final Estimator estimator;
    private final Charges charges;
    private final Renewals renewals;
    private final AtomicInteger settling = new AtomicInteger();

    Ledger(GuardedStore store, Consumption consumption, Estimator estimator, Charges charges, Renewals renewals) {
        this.store = store;
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
        reconcile(lease);
    }

    /** Takes a call that was refused. */
    void refused(OpenLease lease) {
        lease.stands(Standing.REFUSED);
        reconcile(lease);
    }

    /** Takes Redis' answer that nobody waited for any more. */
    void answeredLate(OpenLease lease, ReserveReply reply) {
        if (reply instanceof ReserveReply.Granted) {
            lease.heldLate();
            reconcile(lease);
        }
    }

    /** Gives back what Redis holds for a refused call, and keeps what it holds for one that was let in. */
    private void reconcile(OpenLease lease) {
        if (!lease.isHeldLate()) {
            return;
        }
        switch (lease.standing()) {
            case CHARGED -> renewals.add(lease);
            case REFUSED -> store.call(Script.SETTLE, to -> to.settle(settlement(lease, Amounts.NONE)));
            case ASKED, HELD -> {}
        }
    }

    void begun(OpenLease lease, Supplier<Future<AnswerFacts>> progress) {
        lease.begun(progress);
        renewals.trueUp(lease);
    }

    void settle(OpenLease lease, Spending spending) {
        if (!lease.settle()) {
            return;
        }
        renewals.remove(lease);
        Amounts used = consumption.used(lease.claim(), spending);
        lease.settleLocally(used);
        Settlement settlement = settlement(lease, used);
        if (lease.standing() == Standing.HELD) {
            settling.incrementAndGet();
            store.call(Script.SETTLE, to -> to.settle(settlement))
                    .onFailure(_ -> charges.add(settlement))
                    .onComplete(_ -> settling.decrementAndGet());
        } else {
            charges.add(settlement);
        }
        if (spending instanceof Answered(AnswerFacts facts)) {
            estimator.learn(lease.claim().subject(), lease.claim().message(), facts);
        }
    }

    /** Renews what is due; never fails. */
    Future<Void> renew() {
        return renewals.renew();
    }

    /** Sends what waits for Redis; returns whether nothing waits. */
    boolean catchUp() {
        charges.flush();
        return charges.size() == 0;
    }

    /** Returns how many calls have ended without Redis having said that it knows what they used. */
    int unsettled() {
        return settling.get() + charges.size();
    }

    private static Settlement settlement(OpenLease lease, Amounts used) {
        Claim claim = lease.claim();
        return new Settlement(claim.id(), claim.subject(), claim.terms(), used);
    }
}
