package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ResponseFacts;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.QuotaDecision.NeverAllowed;
import dev.weir.quota.ReservationOutcome.Admitted;
import dev.weir.quota.ReservationOutcome.LocalLease;
import dev.weir.quota.ReservationOutcome.Rejected;
import dev.weir.quota.ReservationOutcome.Reserved;
import dev.weir.quota.estimate.Estimator;
import dev.weir.quota.estimate.HoldCalculation;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ShownTerms;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Counts limits in Redis, or on this replica while Redis is gone: one operation before a request is sent, and one after
 * it has ended. Safe for use by many threads.
 */
public final class RedisQuotaLimiter implements QuotaLimiter {
    /** The most charges that wait for Redis, some 20 MB. */
    private static final int MAX_CHARGES = 100_000;

    private final GuardedStore store;
    private final ReservationFactory reservations;
    private final QuotaDecider decider;
    private final OpenLeases leases;

    private RedisQuotaLimiter(
            GuardedStore store, ReservationFactory reservations, QuotaDecider decider, OpenLeases leases) {
        this.store = store;
        this.reservations = reservations;
        this.decider = decider;
        this.leases = leases;
    }

    /**
     * Makes a limiter; {@link #renew} and {@link #catchUp} are to be called regularly.
     *
     * @param counter counts on this replica while Redis is gone; empty at first
     */
    public static RedisQuotaLimiter over(
            GuardedStore store,
            InMemoryQuotaStore counter,
            QuotaConfig config,
            QuotaSources sources,
            QuotaMeter meter) {
        Estimator estimator = new Estimator(sources.prices());
        HoldCalculation holds = new HoldCalculation(sources.prices());
        ChargeCalculation calculation = new ChargeCalculation(sources.prices(), holds);
        OpenLeaseCounts counts = new OpenLeaseCounts();
        LeaseRenewals renewals = new LeaseRenewals(store, calculation, config.leaseTime(), counts, sources.clock());
        PendingCharges charges = new PendingCharges(store, meter, MAX_CHARGES);
        LocalShare share = new LocalShare(new LastKnownBudgets(), counts, config);
        Outage outage = new Outage(share, counter, () -> charges.waiting() == 0, sources.clock());
        return new RedisQuotaLimiter(
                store,
                new ReservationFactory(sources, estimator, holds, config.leaseTime()),
                new QuotaDecider(store, outage, meter),
                new OpenLeases(calculation, estimator, charges, renewals));
    }

    /** Renews the leases that are due; to be called every third of the lease time; never fails. */
    public Future<Void> renew() {
        return leases.renew();
    }

    /** Sends the charges that Redis has not confirmed, until one gets no reply; to be called every second. */
    public void catchUp() {
        if (store.state() != StoreState.GOOD) {
            store.probe();
        } else {
            leases.catchUp();
        }
    }

    /** Returns how many requests have ended whose usage Redis has not confirmed. */
    public int unsettled() {
        return leases.unsettled();
    }

    @Override
    public Future<QuotaDecision> reserve(QuotaRequest request) {
        Terms terms = reservations.termsOf(request);
        if (terms.isEmpty()) {
            decider.unlimited(request.caller().team().name());
            return Future.succeededFuture(free(Optional.of(request.message())));
        }
        Optional<String> zero = ModelEntries.limitOfZero(terms);
        if (zero.isPresent() && request.plan().mode() == Mode.ENFORCE) {
            return Future.succeededFuture(
                    new NeverAllowed(request.caller().team().forbidden(zero.get())));
        }
        OpenLease lease = new OpenLease(reservations.requestOf(request, terms));
        ReserveRequest wanted = reservations.reservation(lease.request());
        Mode mode = request.plan().mode();
        return decider.decide(mode, wanted, late -> leases.repliedLate(lease, late))
                .map(outcome -> switch (outcome) {
                    case Reserved(QuotaHeaders headers) -> {
                        leases.reserved(lease);
                        yield new Granted(lease, headers);
                    }
                    case Admitted(Optional<LocalLease> local, boolean mayBeReserved) -> {
                        leases.admitted(lease, local, mayBeReserved);
                        yield new Granted(lease, QuotaHeaders.NONE);
                    }
                    case Rejected(QuotaDecision why, boolean mayBeReserved) -> {
                        leases.rejected(lease, mayBeReserved);
                        yield why;
                    }
                });
    }

    @Override
    public Future<QuotaDecision> count(Caller caller, Identity user, Plan plan) {
        Terms terms = Terms.ofCountTokens(plan, caller.team());
        if (terms.isEmpty()) {
            return Future.succeededFuture(free(Optional.empty()));
        }
        ReserveRequest wanted = reservations.count(caller, user, terms);
        return decider.decide(plan.mode(), wanted, _ -> {}).map(outcome -> switch (outcome) {
            case Reserved _ -> free(Optional.empty());
            case Admitted admitted -> {
                leases.counted(wanted, admitted.mayBeReserved());
                yield free(Optional.empty());
            }
            case Rejected rejected -> rejected.why();
        });
    }

    @Override
    public void responseStarted(Lease lease, Supplier<Future<ResponseFacts>> progress) {
        switch (lease) {
            case FreeLease _ -> {}
            case OpenLease open -> leases.responseStarted(open, progress);
        }
    }

    @Override
    public Optional<ResponseFacts> settle(Lease lease, ChargeBasis basis) {
        return switch (lease) {
            case FreeLease free -> leases.settle(free, basis);
            case OpenLease open -> leases.settle(open, basis);
        };
    }

    @Override
    public Future<LimitsStatus> limits(Caller caller, Identity user, Plan plan, Optional<String> session) {
        Subject subject = reservations.subject(caller, user);
        ShownTerms shown = ShownTerms.of(plan, caller.team(), session);
        return store.query(from -> from.snapshot(subject, shown.terms()))
                .map(shown::inOrder)
                .<LimitsStatus>map(LimitsStatus.Known::new)
                .otherwise(new LimitsStatus.Unknown());
    }

    private Granted free(Optional<MessageRequest> message) {
        return new Granted(new FreeLease(reservations.newId(), message), QuotaHeaders.NONE);
    }
}
