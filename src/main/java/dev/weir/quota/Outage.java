package dev.weir.quota;

import dev.weir.quota.Outage.LocalDecision.Admitted;
import dev.weir.quota.Outage.LocalDecision.Rejected;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.ReservationOutcome.LocalLease;
import dev.weir.quota.response.RejectionMessage;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.memory.InMemoryQuotaStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides while Redis does not: counts this replica's share, and admits or rejects as {@code weir.quota.on-outage} says
 * for the class of each limit.
 *
 * <p>Its counts outlive the outage, so that the next one does not start at zero: buckets refill with time, and usage of
 * a budget counts until Redis has it and has said what is left. Safe for use by many threads.
 */
final class Outage {
    private static final String RETRY_SECONDS = "5";

    /**
     * The lease time of this replica's own leases: nothing renews them, and nothing but the end of the request frees
     * them before.
     */
    private static final Duration LOCAL_LEASE = Duration.ofHours(1);

    private final LocalShare share;
    private final InMemoryQuotaStore counter;
    private final BooleanSupplier isAllCharged;
    private final Clock clock;

    /**
     * Makes an outage without usage.
     *
     * @param counter counts this replica's share
     * @param isAllCharged whether no charge waits for Redis
     */
    Outage(LocalShare share, InMemoryQuotaStore counter, BooleanSupplier isAllCharged, Clock clock) {
        this.share = share;
        this.counter = counter;
        this.isAllCharged = isAllCharged;
        this.clock = clock;
    }

    /** The decision of this replica. */
    sealed interface LocalDecision {
        /** The request is admitted. */
        record Admitted(LocalLease lease) implements LocalDecision {}

        /** The limit of that name rejects the request. */
        record Rejected(QuotaDecision why, String limit) implements LocalDecision {}
    }

    /** Decides on a reservation without Redis. */
    Future<LocalDecision> decide(ReserveRequest wanted) {
        Optional<String> closed = share.closed(wanted.terms());
        if (closed.isPresent()) {
            return Future.succeededFuture(new Rejected(unavailable(closed.get()), closed.get()));
        }
        Terms terms = share.of(wanted.subject(), wanted.terms(), clock.millis());
        ReserveRequest own = new ReserveRequest(
                wanted.lease(),
                wanted.subject(),
                terms,
                wanted.hold(),
                wanted.charge(),
                wanted.fit(),
                wanted.leaseTime().isZero() ? Duration.ZERO : LOCAL_LEASE);
        return counter.reserve(own).map(reply -> switch (reply) {
            case ReserveReply.Granted _ ->
                new Admitted(new LocalLease(counter, new Settlement(own.lease(), own.subject(), terms, own.hold())));
            case ReserveReply.Denied(Snapshot snapshot, List<ExhaustedLimit> exhausted) ->
                denied(RejectionMessage.freeLast(exhausted, snapshot.nowMillis()), wanted, snapshot);
        });
    }

    /** Returns whether Redis knows the usage of all ended requests that this replica decided on. */
    boolean isAllCharged() {
        return isAllCharged.getAsBoolean();
    }

    /**
     * Takes the budgets of a snapshot of Redis in place of the counts of this replica, where the snapshot includes
     * them.
     *
     * @param wasAllCharged {@link #isAllCharged} at the time of the query
     */
    void learn(Subject subject, Snapshot snapshot, boolean wasAllCharged) {
        Set<LimitOwner> owners = share.learn(subject, snapshot);
        if (wasAllCharged && isAllCharged()) {
            owners.forEach(counter::forgetBudgets);
        }
    }

    private Rejected denied(ExhaustedLimit exhausted, ReserveRequest wanted, Snapshot snapshot) {
        LimitState state = share.whole(exhausted.state(), wanted.subject(), wanted.terms());
        ExhaustedLimit why = new ExhaustedLimit(state, exhausted.freeAtMillis());
        String limit = why.state().name();
        QuotaDecision decision = why.state().isBudget()
                ? unavailable(limit)
                : new Denied(RejectionMessage.of(why, wanted.hold(), snapshot.nowMillis(), Map.of()));
        return new Rejected(decision, limit);
    }

    private static Unavailable unavailable(String limit) {
        return new Unavailable(
                "The limit " + limit
                        + " cannot be counted at the moment, as this gateway's store of quotas does not respond."
                        + " Try again in some seconds.",
                Map.of("retry-after", RETRY_SECONDS, "x-weir-limit", limit));
    }
}
