package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.quota.ReservationOutcome.LocalLease;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The lease of a caller with limits, counted in Redis, on this replica, or both. Safe for use by many threads. */
final class OpenLease implements Lease {
    private final ReservedRequest request;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile RedisState redisState = RedisState.SENT;
    private volatile boolean reservedLate;
    private volatile Optional<LocalLease> local = Optional.empty();
    private volatile Supplier<Future<ResponseFacts>> progress = () -> Future.succeededFuture(ResponseFacts.NONE);
    private volatile Amounts held;
    private volatile Instant renewedAt;

    OpenLease(ReservedRequest request) {
        this.request = request;
        this.held = request.hold();
        this.renewedAt = request.at();
    }

    /** The state of the lease in Redis, as far as it is known. */
    enum RedisState {
        /** Redis has got the reservation and has not replied. */
        SENT,
        /** Redis holds it; settling ends it. */
        RESERVED,
        /**
         * The request was admitted; Redis did not get the reservation, or denied it: there is no lease and never will
         * be.
         */
        NOT_RESERVED,
        /** The request was admitted without a reply of Redis, where a lease may exist, now or later. */
        UNCERTAIN,
        /** The request was rejected: what Redis may hold is to be released. */
        REJECTED
    }

    @Override
    public String id() {
        return request.id();
    }

    ReservedRequest request() {
        return request;
    }

    RedisState redisState() {
        return redisState;
    }

    void setRedisState(RedisState now) {
        redisState = now;
    }

    /** Returns whether Redis holds it but replied only after the decision. */
    boolean isReservedLate() {
        return reservedLate;
    }

    void setReservedLate() {
        reservedLate = true;
    }

    /** Notes the lease by which this replica counts the request itself. */
    void countLocally(Optional<LocalLease> lease) {
        local = lease;
    }

    /** Settles the lease of this replica. */
    void settleLocally(Settlement used) {
        local.ifPresent(
                lease -> lease.store().settle(used.under(lease.settlement().terms())));
    }

    /** Takes the source of the response's facts, once the response has started. */
    void responseStarted(Supplier<Future<ResponseFacts>> facts) {
        progress = facts;
    }

    /** Returns the facts of the response so far. */
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

    /** Settles the lease; returns whether it was open until now. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }
}
