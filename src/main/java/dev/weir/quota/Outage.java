package dev.weir.quota;

import dev.weir.policy.LimitLevel;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.Outage.Local.Admitted;
import dev.weir.quota.Outage.Local.Refused;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.MirrorQuotaStore;
import dev.weir.quota.store.Reservation;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Refusing;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides while Redis does not: counts this replica's share, lets pass or refuses, as the class of each limit says.
 *
 * <p>What it has counted outlives the outage, so that the next one does not begin anew: buckets refill with time, and what was
 * used of a budget counts until Redis has been told of it and says what is left. Safe for use by many threads.
 */
final class Outage {
    private static final Map<String, String> RETRY = Map.of("retry-after", "5");

    /** Nothing renews what this replica counts itself, and nothing is lost that could free it before. */
    private static final Duration LOCAL_LEASE = Duration.ofHours(1);

    private final LocalShare share;
    private final MirrorQuotaStore counter;
    private final BooleanSupplier isAllCharged;
    private final Clock clock;

    /**
     * Makes it.
     *
     * @param counter counts this replica's share
     * @param isAllCharged tells whether nothing waits to be charged
     */
    Outage(LocalShare share, MirrorQuotaStore counter, BooleanSupplier isAllCharged, Clock clock) {
        this.share = share;
        this.counter = counter;
        this.isAllCharged = isAllCharged;
        this.clock = clock;
    }

    /** What this replica decided. */
    sealed interface Local {
        /** The call may proceed. */
        record Admitted(LocalHold hold) implements Local {}

        /** A limit of that name is in the way. */
        record Refused(QuotaDecision why, String limit) implements Local {}
    }

    /** Decides about a wish that Redis did not decide about. */
    Future<Local> decide(Reservation wanted) {
        Optional<String> closed = share.closed(wanted.terms());
        if (closed.isPresent()) {
            return Future.succeededFuture(new Refused(unavailable(closed.get()), closed.get()));
        }
        Terms terms = share.of(wanted.subject(), wanted.terms(), clock.millis());
        Reservation own = new Reservation(
                wanted.lease(),
                wanted.subject(),
                terms,
                wanted.hold(),
                wanted.charge(),
                wanted.fit(),
                wanted.leaseTime().isZero() ? Duration.ZERO : LOCAL_LEASE);
        return counter.reserve(own).map(reply -> switch (reply) {
            case ReserveReply.Granted _ ->
                new Admitted(new LocalHold(counter, new Settlement(own.lease(), own.subject(), terms, own.hold())));
            case ReserveReply.Denied(Snapshot snapshot, List<Refusing> refusing) ->
                denied(DenialWords.last(refusing, snapshot.nowMillis()), wanted, snapshot);
        });
    }

    /** Returns whether Redis knows what all calls have used that this replica decided about and that have ended. */
    boolean isAllCharged() {
        return isAllCharged.getAsBoolean();
    }

    /**
     * Takes what Redis says of budgets, in the place of what was counted here where that is in it.
     *
     * @param wasAllCharged {@link #isAllCharged} when Redis was asked
     */
    void told(Subject subject, Snapshot snapshot, boolean wasAllCharged) {
        Set<LimitLevel> levels = share.told(subject, snapshot);
        if (wasAllCharged && isAllCharged()) {
            levels.forEach(level -> counter.forgetBudgets(level, subject));
        }
    }

    private Refused denied(Refusing refusing, Reservation wanted, Snapshot snapshot) {
        LimitState state = share.whole(refusing.state(), wanted.subject(), wanted.terms());
        Refusing why = new Refusing(state, refusing.freeAtMillis());
        String limit = Words.name(why.state());
        QuotaDecision refusal = Words.isBudget(why.state().limit())
                ? unavailable(limit)
                : DenialWords.denied(why, wanted.hold(), snapshot.nowMillis(), Map.of());
        return new Refused(refusal, limit);
    }

    private static Unavailable unavailable(String limit) {
        return new Unavailable(
                "The limit " + limit
                        + " cannot be counted at the moment, as this gateway's store of quotas does not answer."
                        + " Try again in some seconds.",
                RETRY);
    }
}
