package dev.weir.quota;

import dev.weir.policy.LimitLevel;
import dev.weir.quota.Outage.LocalDecision.Admitted;
import dev.weir.quota.Outage.LocalDecision.Rejected;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.ReservationOutcome.LocalLease;
import dev.weir.quota.response.RejectionMessage;
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
 * Decides while Redis does not: counts this replica's share, admits or rejects, as the class of each limit says.
 *
 * <p>What it has counted outlives the outage, so that the next one does not begin anew: buckets refill with time, and
 * what was used of a budget counts until Redis has been told of it and says what is left. Safe for use by many threads.
 */
final class Outage {
    private static final String RETRY_SECONDS = "5";

    /** Nothing renews what this replica counts itself, and nothing is lost that could free it before. */
    private static final Duration LOCAL_LEASE = Duration.ofHours(1);

    private final LocalShare share;
    private final InMemoryQuotaStore counter;
    private final BooleanSupplier isAllCharged;
    private final Clock clock;

    /**
     * Makes it.
     *
     * @param counter counts this replica's share
     * @param isAllCharged tells whether nothing waits to be charged
     */
    Outage(LocalShare share, InMemoryQuotaStore counter, BooleanSupplier isAllCharged, Clock clock) {
        this.share = share;
        this.counter = counter;
        this.isAllCharged = isAllCharged;
        this.clock = clock;
    }

    /** What this replica decided. */
    sealed interface LocalDecision {
        /** The request may proceed. */
        record Admitted(LocalLease lease) implements LocalDecision {}

        /** A limit of that name is in the way. */
        record Rejected(QuotaDecision why, String limit) implements LocalDecision {}
    }

    /** Decides where Redis did not. */
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

    /** Returns whether Redis knows what all requests have used that this replica decided about and that have ended. */
    boolean isAllCharged() {
        return isAllCharged.getAsBoolean();
    }

    /**
     * Takes what Redis says of budgets, in the place of what was counted here where that is in it.
     *
     * @param wasAllCharged {@link #isAllCharged} when Redis was asked
     */
    void learn(Subject subject, Snapshot snapshot, boolean wasAllCharged) {
        Set<LimitLevel> levels = share.learn(subject, snapshot);
        if (wasAllCharged && isAllCharged()) {
            levels.forEach(level -> counter.forgetBudgets(level, subject));
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
                        + " cannot be counted at the moment, as this gateway's store of quotas does not answer."
                        + " Try again in some seconds.",
                Map.of("retry-after", RETRY_SECONDS, "x-weir-limit", limit));
    }
}
