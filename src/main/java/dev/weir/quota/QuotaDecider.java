package dev.weir.quota;

import dev.weir.policy.LimitLevel;
import dev.weir.policy.Plan.Mode;
import dev.weir.quota.Outage.LocalDecision;
import dev.weir.quota.QuotaDecision.Denied;
import dev.weir.quota.QuotaMeter.DecisionKind;
import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.ReservationOutcome.Admitted;
import dev.weir.quota.ReservationOutcome.Rejected;
import dev.weir.quota.ReservationOutcome.Reserved;
import dev.weir.quota.response.QuotaHeaders;
import dev.weir.quota.response.RateLimitHeaders;
import dev.weir.quota.response.RejectionMessage;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.StoreFault;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides on reservations by Redis, or by this replica's share if Redis does not reply; counts every decision. Safe for
 * use by many threads.
 */
final class QuotaDecider {
    private final GuardedStore store;
    private final Outage outage;
    private final QuotaMeter meter;

    QuotaDecider(GuardedStore store, Outage outage, QuotaMeter meter) {
        this.store = store;
        this.outage = outage;
        this.meter = meter;
    }

    /**
     * Decides; never fails.
     *
     * @param mode whether the decision is enforced, or only counted
     * @param late takes a reply of Redis that came after the decision
     */
    Future<ReservationOutcome> decide(Mode mode, ReserveRequest wanted, Consumer<ReserveReply> late) {
        boolean wasAllCharged = outage.isAllCharged();
        return store.run(StoreOperation.RESERVE, to -> to.reserve(wanted), late).transform(reply -> {
            if (reply.succeeded()) {
                return Future.succeededFuture(byRedis(mode, wanted, reply.result(), wasAllCharged));
            }
            boolean mayBeReserved = StoreFault.of(reply.cause()) != StoreFault.UNSENT;
            return outage.decide(wanted).map(local -> byReplica(mode, wanted, local, mayBeReserved));
        });
    }

    /** Counts the decision on a caller without limits. */
    void unlimited(String team) {
        meter.decided(team, DecisionKind.GRANTED, QuotaMeter.NO_LIMIT);
    }

    private ReservationOutcome byRedis(Mode mode, ReserveRequest wanted, ReserveReply reply, boolean wasAllCharged) {
        return switch (reply) {
            case ReserveReply.Granted(Snapshot snapshot) -> {
                learn(wanted, snapshot, wasAllCharged);
                meter.decided(wanted.subject().team(), DecisionKind.GRANTED, QuotaMeter.NO_LIMIT);
                yield new Reserved(
                        mode == Mode.SHADOW ? QuotaHeaders.NONE : RateLimitHeaders.of(snapshot, wanted.terms()));
            }
            case ReserveReply.Denied(Snapshot snapshot, List<ExhaustedLimit> exhausted) -> {
                learn(wanted, snapshot, wasAllCharged);
                ExhaustedLimit last = RejectionMessage.freeLast(exhausted, snapshot.nowMillis());
                Denied denied = new Denied(RejectionMessage.of(
                        last, wanted.hold(), snapshot.nowMillis(), RateLimitHeaders.limits(snapshot)));
                Rejected rejected = new Rejected(denied, false);
                yield reject(
                        mode,
                        wanted,
                        rejected,
                        DecisionKind.DENIED,
                        last.state().name());
            }
        };
    }

    private void learn(ReserveRequest wanted, Snapshot snapshot, boolean wasAllCharged) {
        outage.learn(wanted.subject(), snapshot, wasAllCharged);
        for (LimitState state : snapshot.limits()) {
            if (state.level() == LimitLevel.TEAM && state.isBudget()) {
                meter.budgetUsed(wanted.subject().team(), state);
            }
        }
    }

    private ReservationOutcome byReplica(Mode mode, ReserveRequest wanted, LocalDecision local, boolean mayBeReserved) {
        return switch (local) {
            case LocalDecision.Rejected(QuotaDecision why, String limit) ->
                reject(mode, wanted, new Rejected(why, mayBeReserved), DecisionKind.LOCAL_DENIED, limit);
            case LocalDecision.Admitted(ReservationOutcome.LocalLease lease) -> {
                meter.decided(wanted.subject().team(), DecisionKind.LOCAL_GRANTED, QuotaMeter.NO_LIMIT);
                yield new Admitted(Optional.of(lease), mayBeReserved);
            }
        };
    }

    /** Rejects a request, unless the plan is in shadow mode. */
    private ReservationOutcome reject(
            Mode mode, ReserveRequest wanted, Rejected rejected, DecisionKind kind, String limit) {
        return switch (mode) {
            case ENFORCE -> {
                meter.decided(wanted.subject().team(), kind, limit);
                yield rejected;
            }
            case SHADOW -> {
                meter.decided(wanted.subject().team(), DecisionKind.SHADOW_DENIED, limit);
                yield new Admitted(Optional.empty(), rejected.mayBeReserved());
            }
        };
    }
}
