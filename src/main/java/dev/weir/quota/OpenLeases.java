package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.quota.ChargeBasis.ClientLeft;
import dev.weir.quota.ChargeBasis.NotCharged;
import dev.weir.quota.ChargeBasis.RequestOnly;
import dev.weir.quota.ChargeBasis.Responded;
import dev.weir.quota.OpenLease.RedisState;
import dev.weir.quota.ReservationOutcome.LocalLease;
import dev.weir.quota.estimate.Estimator;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Ends open leases, each once, in Redis or on this replica. Safe for use by many threads. */
final class OpenLeases {
    private final ChargeCalculation calculation;
    private final Estimator estimator;
    private final PendingCharges charges;
    private final LeaseRenewals renewals;

    OpenLeases(ChargeCalculation calculation, Estimator estimator, PendingCharges charges, LeaseRenewals renewals) {
        this.calculation = calculation;
        this.estimator = estimator;
        this.charges = charges;
        this.renewals = renewals;
    }

    /** Takes a lease that Redis holds. */
    void reserved(OpenLease lease) {
        lease.setRedisState(RedisState.RESERVED);
        renewals.add(lease);
    }

    /** Takes a request that was admitted without a reply of Redis. */
    void admitted(OpenLease lease, Optional<LocalLease> local, boolean mayBeReserved) {
        lease.countLocally(local);
        lease.setRedisState(mayBeReserved ? RedisState.UNCERTAIN : RedisState.NOT_RESERVED);
        keepOpen(lease);
    }

    /**
     * Takes a request that was rejected.
     *
     * @param mayBeReserved whether Redis may hold it nevertheless, now or later: then it is released there
     */
    void rejected(OpenLease lease, boolean mayBeReserved) {
        lease.setRedisState(RedisState.REJECTED);
        if (mayBeReserved) {
            charges.charge(released(lease));
        }
    }

    /**
     * Takes a request of {@code count_tokens} that was admitted without a reply of Redis.
     *
     * @param mayBeReserved whether Redis may count it nevertheless; then it is not charged, as without a lease it would
     *     count twice
     */
    void counted(ReserveRequest wanted, boolean mayBeReserved) {
        if (!mayBeReserved) {
            Settlement counted = new Settlement(wanted.lease(), wanted.subject(), wanted.terms(), wanted.hold());
            charges.charge(counted);
        }
    }

    /** Takes a reply of Redis that came after the decision. */
    void repliedLate(OpenLease lease, ReserveReply reply) {
        if (reply instanceof ReserveReply.Granted) {
            lease.setReservedLate();
            keepOpen(lease);
        }
    }

    /** Keeps the lease open that Redis holds for a request that was admitted without it. */
    private void keepOpen(OpenLease lease) {
        if (lease.isReservedLate() && lease.redisState() == RedisState.UNCERTAIN) {
            renewals.add(lease);
        }
    }

    void responseStarted(OpenLease lease, Supplier<Future<ResponseFacts>> progress) {
        lease.responseStarted(progress);
        renewals.trueUp(lease);
    }

    /** Settles a lease; returns the facts that were charged, absent where nothing was used. */
    Optional<ResponseFacts> settle(OpenLease lease, ChargeBasis basis) {
        ReservedRequest request = lease.request();
        if (lease.settle()) {
            renewals.remove(lease);
            end(lease, calculation.used(request, basis));
            said(basis).ifPresent(facts -> estimator.learn(request.subject(), request.message(), facts));
        }
        return ChargeCalculation.charged(basis, request.message(), request::estimate);
    }

    /** Charges nothing; returns the facts that would be charged. */
    Optional<ResponseFacts> settle(FreeLease lease, ChargeBasis basis) {
        return lease.message().flatMap(message -> {
            said(basis).ifPresent(facts -> estimator.learn(message, facts));
            return ChargeCalculation.charged(basis, message, () -> estimator.estimate(message));
        });
    }

    private static Optional<ResponseFacts> said(ChargeBasis basis) {
        return switch (basis) {
            case Responded(ResponseFacts facts) -> Optional.of(facts);
            case ClientLeft(ResponseFacts facts) -> Optional.of(facts);
            case NotCharged(), RequestOnly() -> Optional.empty();
        };
    }

    /**
     * Ends a lease.
     *
     * @param used what ends it, and then what needs no lease
     */
    private void end(OpenLease lease, List<Settlement> used) {
        Settlement own = used.getFirst();
        lease.settleLocally(own);
        switch (lease.redisState()) {
            case RESERVED -> charges.settle(own);
            case NOT_RESERVED -> {
                if (!own.used().equals(Amounts.NONE)) {
                    charges.charge(own);
                }
            }
            case SENT, UNCERTAIN, REJECTED -> charges.charge(own);
        }
        used.subList(1, used.size()).forEach(charges::charge);
    }

    /** Renews the leases that are due; never fails. */
    Future<Void> renew() {
        return renewals.renew();
    }

    /** Sends the charges that wait for Redis. */
    void catchUp() {
        charges.retry();
    }

    /** Returns how many requests have ended whose usage Redis has not confirmed. */
    int unsettled() {
        return charges.unsettled();
    }

    private static Settlement released(OpenLease lease) {
        ReservedRequest request = lease.request();
        return new Settlement(request.id(), request.subject(), request.terms(), Amounts.NONE);
    }
}
