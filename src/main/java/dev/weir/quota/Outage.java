package dev.weir.quota;

import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.Outage.Local.Admitted;
import dev.weir.quota.Outage.Local.Refused;
import dev.weir.quota.QuotaDecision.Unavailable;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Reservation;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Refusing;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Decides while Redis does not: counts this replica's share, lets pass or refuses, as the class of each limit says. Safe for use
 * by many threads.
 */
final class Outage {
    private static final Map<String, String> RETRY = Map.of("retry-after", "5");

    /** Nothing renews what this replica counts itself, and nothing is lost that could free it before. */
    private static final Duration LOCAL_LEASE = Duration.ofHours(1);

    private final LocalShare share;
    private final Supplier<QuotaStore> counters;
    private final Clock clock;
    private final AtomicReference<Optional<QuotaStore>> counter = new AtomicReference<>(Optional.empty());

    /**
     * Makes it.
     *
     * @param counters makes an empty store of this replica's own, whose futures never fail
     */
    Outage(LocalShare share, Supplier<QuotaStore> counters, Clock clock) {
        this.share = share;
        this.counters = counters;
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
        QuotaStore store = counter();
        Terms terms = share.of(wanted.subject(), wanted.terms(), clock.millis());
        Reservation own = new Reservation(
                wanted.lease(),
                wanted.subject(),
                terms,
                wanted.hold(),
                wanted.charge(),
                wanted.fit(),
                wanted.leaseTime().isZero() ? Duration.ZERO : LOCAL_LEASE);
        return store.reserve(own).map(reply -> switch (reply) {
            case ReserveReply.Granted _ ->
                new Admitted(new LocalHold(store, new Settlement(own.lease(), own.subject(), terms, own.hold())));
            case ReserveReply.Denied(Snapshot snapshot, List<Refusing> refusing) ->
                denied(DenialWords.last(refusing, snapshot.nowMillis()), wanted, snapshot);
        });
    }

    /** Forgets what was counted, once Redis knows all of it. */
    void over() {
        counter.set(Optional.empty());
    }

    private QuotaStore counter() {
        return counter.updateAndGet(current -> current.or(() -> Optional.of(counters.get())))
                .orElseThrow();
    }

    private static Refused denied(Refusing why, Reservation wanted, Snapshot snapshot) {
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
