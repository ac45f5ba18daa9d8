package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The lease of a caller with limits, wherever it is counted. Safe for use by many threads. */
final class OpenLease implements Lease {
    private final Claim claim;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile Standing standing = Standing.ASKED;
    private volatile boolean heldLate;
    private volatile Optional<LocalHold> local = Optional.empty();
    private volatile Supplier<Future<ResponseFacts>> progress = () -> Future.succeededFuture(ResponseFacts.NONE);
    private volatile Amounts held;
    private volatile Instant renewedAt;

    OpenLease(Claim claim) {
        this.claim = claim;
        this.held = claim.hold();
        this.renewedAt = claim.at();
    }

    /** What is known of the lease in Redis. */
    enum Standing {
        /** Redis was asked and has not answered. */
        ASKED,
        /** Redis holds it; settling ends it. */
        HELD,
        /** The call was let in all the same: what it uses is charged, whether Redis holds a lease or not. */
        CHARGED,
        /** The call was refused: what Redis may hold is to be given back. */
        REFUSED
    }

    @Override
    public String id() {
        return claim.id();
    }

    Claim claim() {
        return claim;
    }

    Standing standing() {
        return standing;
    }

    void stands(Standing now) {
        standing = now;
    }

    /** Whether Redis holds it and said so only after it had been decided about. */
    boolean isHeldLate() {
        return heldLate;
    }

    void heldLate() {
        heldLate = true;
    }

    /** Notes what this replica counts itself, by terms of its own. */
    void heldLocally(Optional<LocalHold> hold) {
        local = hold;
    }

    /** Settles what this replica counts itself. */
    void settleLocally(Amounts used) {
        local.ifPresent(hold -> {
            Settlement wanted = hold.settlement();
            hold.store().settle(new Settlement(wanted.lease(), wanted.subject(), wanted.terms(), used));
        });
    }

    void begun(Supplier<Future<ResponseFacts>> facts) {
        progress = facts;
    }

    /** Returns what the answer has said of itself by now. */
    Future<ResponseFacts> progress() {
        return progress.get();
    }

    /** Returns what Redis is to hold. */
    Amounts held() {
        return held;
    }

    /** Notes a renewal. */
    void renewed(Amounts nowHeld, Instant at) {
        held = nowHeld;
        renewedAt = at;
    }

    Instant renewedAt() {
        return renewedAt;
    }

    boolean isSettled() {
        return settled.get();
    }

    /** Whether this is the first time that it is settled. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }
}
