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

/** The lease of a caller with limits, wherever it is counted. Safe for use by many threads. */
final class OpenLease implements Lease {
    private final ReservedRequest request;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile RedisState redisState = RedisState.ASKED;
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

    /** What is known of the lease in Redis. */
    enum RedisState {
        /** Redis was asked and has not replied. */
        ASKED,
        /** Redis holds it; settling ends it. */
        RESERVED,
        /** The request was admitted, and Redis was not asked or has denied it: it holds no lease and never will. */
        NOT_RESERVED,
        /** The request was admitted without a reply of Redis, which may hold a lease, now or later. */
        UNCERTAIN,
        /** The request was rejected: what Redis may hold is to be given back. */
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

    /** Whether Redis holds it and said so only after it had been decided about. */
    boolean isReservedLate() {
        return reservedLate;
    }

    void setReservedLate() {
        reservedLate = true;
    }

    /** Notes what this replica counts itself, by terms of its own. */
    void countLocally(Optional<LocalLease> lease) {
        local = lease;
    }

    /** Settles what this replica counts itself. */
    void settleLocally(Amounts used) {
        local.ifPresent(lease -> {
            Settlement wanted = lease.settlement();
            lease.store().settle(new Settlement(wanted.lease(), wanted.subject(), wanted.terms(), used));
        });
    }

    /** Takes where to ask for what the response has said, once it has started. */
    void responseStarted(Supplier<Future<ResponseFacts>> facts) {
        progress = facts;
    }

    /** Returns what the response has said of itself by now. */
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
