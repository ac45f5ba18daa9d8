package dev.weir.quota;

import dev.weir.policy.Plan.Mode;
import dev.weir.quota.Judgement.Held;
import dev.weir.quota.Judgement.LetIn;
import dev.weir.quota.Judgement.LocalHold;
import dev.weir.quota.Judgement.Turned;
import dev.weir.quota.Outage.Local;
import dev.weir.quota.Outage.Local.Admitted;
import dev.weir.quota.Outage.Local.Refused;
import dev.weir.quota.QuotaMeter.Script;
import dev.weir.quota.QuotaMeter.Verdict;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Refusing;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks Redis, and this replica where Redis does not answer; counts every decision. Safe for use by many threads. */
final class Judge {
    private final GuardedStore store;
    private final Outage outage;
    private final QuotaMeter meter;

    Judge(GuardedStore store, Outage outage, QuotaMeter meter) {
        this.store = store;
        this.outage = outage;
        this.meter = meter;
    }

    /**
     * Decides; never fails.
     *
     * @param late takes Redis' answer where it came after the decision
     */
    Future<Judgement> decide(Ask ask, Consumer<ReserveReply> late) {
        boolean wasAllCharged = outage.isAllCharged();
        return store.call(Script.RESERVE, to -> to.reserve(ask.wanted()), late)
                .transform(answer -> answer.succeeded()
                        ? Future.succeededFuture(byRedis(ask, answer.result(), wasAllCharged))
                        : outage.decide(ask.wanted()).map(local -> byReplica(ask, local, isOpen(answer.cause()))));
    }

    /** Counts a decision about a caller without limits. */
    void unlimited(String team) {
        meter.decided(team, Verdict.GRANTED, QuotaMeter.NO_LIMIT);
    }

    private Judgement byRedis(Ask ask, ReserveReply reply, boolean wasAllCharged) {
        return switch (reply) {
            case ReserveReply.Granted(Snapshot snapshot) -> {
                outage.told(ask.wanted().subject(), snapshot, wasAllCharged);
                meter.decided(ask.team(), Verdict.GRANTED, QuotaMeter.NO_LIMIT);
                yield new Held(ask.mode() == Mode.SHADOW ? QuotaHeaders.NONE : HeaderWords.of(snapshot));
            }
            case ReserveReply.Denied(Snapshot snapshot, List<Refusing> refusing) -> {
                outage.told(ask.wanted().subject(), snapshot, wasAllCharged);
                Refusing why = DenialWords.last(refusing, snapshot.nowMillis());
                yield turn(ask, Words.name(why.state()), Verdict.DENIED, refusal(ask, why, snapshot));
            }
        };
    }

    private Judgement byReplica(Ask ask, Local local, boolean isOpen) {
        return switch (local) {
            case Refused(QuotaDecision why, String limit) ->
                turn(ask, limit, Verdict.LOCAL_DENIED, new Turned(why, isOpen));
            case Admitted(LocalHold hold) -> {
                meter.decided(ask.team(), Verdict.LOCAL_GRANTED, QuotaMeter.NO_LIMIT);
                yield new LetIn(Optional.of(hold), isOpen);
            }
        };
    }

    private static boolean isOpen(Throwable cause) {
        return StoreFault.of(cause) != StoreFault.UNSENT;
    }

    /** Turns a call away, unless the plan only wants to know. */
    private Judgement turn(Ask ask, String limit, Verdict verdict, Turned turned) {
        return switch (ask.mode()) {
            case ENFORCE -> {
                meter.decided(ask.team(), verdict, limit);
                yield turned;
            }
            case SHADOW -> {
                meter.decided(ask.team(), Verdict.SHADOW_DENIED, limit);
                yield new LetIn(Optional.empty(), turned.isOpen());
            }
        };
    }

    private static Turned refusal(Ask ask, Refusing why, Snapshot snapshot) {
        return new Turned(
                DenialWords.denied(why, ask.wanted().hold(), snapshot.nowMillis(), HeaderWords.limits(snapshot)),
                false);
    }
}
