package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.MessageRequest;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.policy.Plan;
import dev.weir.quota.Judgement.Held;
import dev.weir.quota.Judgement.LetIn;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.Judgement.Turned;
import dev.weir.quota.QuotaDecision.Granted;
import dev.weir.quota.store.MirrorQuotaStore;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Counts limits in Redis, and on this replica while Redis is gone: one call before a request is sent, one after it has ended.
 * Safe for use by many threads.
 */
public final class RedisQuotaLimiter implements QuotaLimiter {
    /** Charges that wait for Redis at most, some 20 MB of them. */
    private static final int MAX_CHARGES = 100_000;

    private final GuardedStore store;
    private final Claims claims;
    private final Judge judge;
    private final Ledger ledger;

    private RedisQuotaLimiter(GuardedStore store, Claims claims, Judge judge, Ledger ledger) {
        this.store = store;
        this.claims = claims;
        this.judge = judge;
        this.ledger = ledger;
    }

    /**
     * Makes a limiter; {@link #renew} and {@link #catchUp} are to be called from time to time.
     *
     * @param counter counts on this replica while Redis is gone; empty at first
     */
    public static RedisQuotaLimiter over(
            GuardedStore store, MirrorQuotaStore counter, QuotaConfig config, QuotaSources sources, QuotaMeter meter) {
        Estimator estimator = new Estimator(sources.prices());
        Holds holds = new Holds(sources.prices());
        Consumption consumption = new Consumption(sources.prices(), holds);
        OpenHere openHere = new OpenHere();
        Renewals renewals = new Renewals(store, consumption, config.leaseTime(), openHere, sources.clock());
        Charges charges = new Charges(store, meter, MAX_CHARGES);
        LocalShare share = new LocalShare(new LastSeen(), openHere, config);
        Outage outage = new Outage(share, counter, () -> charges.waiting() == 0, sources.clock());
        return new RedisQuotaLimiter(
                store,
                new Claims(sources, estimator, holds, config.leaseTime()),
                new Judge(store, outage, meter),
                new Ledger(consumption, estimator, charges, renewals));
    }

    /** Renews the leases that are due, which is to be done every third of the lease time; never fails. */
    public Future<Void> renew() {
        return ledger.renew();
    }

    /** Charges what Redis does not know yet, as far as it answers; to be called every second. */
    public void catchUp() {
        if (store.state() != StoreState.GOOD) {
            store.probe();
        } else {
            ledger.catchUp();
        }
    }

    /** Returns how many calls have ended without Redis having said that it knows what they used. */
    public int unsettled() {
        return ledger.unsettled();
    }

    @Override
    public Future<QuotaDecision> reserve(QuotaRequest request) {
        String team = request.caller().team().name();
        Terms terms = Claims.ofMessages(request.caller(), request.plan());
        if (terms.isEmpty()) {
            judge.unlimited(team);
            return Future.succeededFuture(free(Optional.of(request.message())));
        }
        OpenLease lease = new OpenLease(claims.of(request, terms));
        Ask ask = new Ask(team, request.plan().mode(), claims.reservation(lease.claim()));
        return judge.decide(ask, late -> ledger.answeredLate(lease, late)).map(judgement -> switch (judgement) {
            case Held(QuotaHeaders headers) -> {
                ledger.held(lease);
                yield new Granted(lease, headers);
            }
            case LetIn(Optional<LocalHold> local, boolean _) -> {
                ledger.letIn(lease, local);
                yield new Granted(lease, QuotaHeaders.NONE);
            }
            case Turned(QuotaDecision why, boolean isOpen) -> {
                ledger.refused(lease, isOpen);
                yield why;
            }
        });
    }

    @Override
    public Future<QuotaDecision> count(Caller caller, Identity user, Plan plan) {
        Terms terms = Claims.ofCounts(caller, plan);
        if (terms.isEmpty()) {
            return Future.succeededFuture(free(Optional.empty()));
        }
        Ask ask = new Ask(caller.team().name(), plan.mode(), claims.count(caller, user, terms));
        return judge.decide(ask, _ -> {}).map(judgement -> switch (judgement) {
            case Held _ -> free(Optional.empty());
            case LetIn letIn -> {
                ledger.counted(ask.wanted(), letIn.isOpen());
                yield free(Optional.empty());
            }
            case Turned turned -> turned.why();
        });
    }

    @Override
    public void begun(Lease lease, Supplier<Future<ResponseFacts>> progress) {
        switch (lease) {
            case FreeLease _ -> {}
            case OpenLease open -> ledger.begun(open, progress);
        }
    }

    @Override
    public Optional<Usage> settle(Lease lease, Spending spending) {
        return switch (lease) {
            case FreeLease free -> ledger.settle(free, spending);
            case OpenLease open -> ledger.settle(open, spending);
        };
    }

    @Override
    public Future<LimitsReading> look(Caller caller, Identity user, Plan plan) {
        Subject subject = claims.subject(caller, user);
        return store.ask(from -> from.look(subject, Claims.ofAll(caller, plan)))
                .<LimitsReading>map(LimitsReading.Read::new)
                .otherwise(new LimitsReading.Unreadable());
    }

    private Granted free(Optional<MessageRequest> message) {
        return new Granted(new FreeLease(claims.newId(), message), QuotaHeaders.NONE);
    }
}
