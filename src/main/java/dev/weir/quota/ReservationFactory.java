package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.policy.Plan;
import dev.weir.quota.estimate.Estimate;
import dev.weir.quota.estimate.Estimator;
import dev.weir.quota.estimate.HoldCalculation;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.time.Duration;

/** Makes the reservations of requests: for whom, under which limits, how much. */
final class ReservationFactory {
    private final QuotaSources sources;
    private final Estimator estimator;
    private final HoldCalculation holds;
    private final Duration leaseTime;

    ReservationFactory(QuotaSources sources, Estimator estimator, HoldCalculation holds, Duration leaseTime) {
        this.sources = sources;
        this.estimator = estimator;
        this.holds = holds;
        this.leaseTime = leaseTime;
    }

    /** Returns the limits that a request counts against. */
    Terms termsOf(QuotaRequest request) {
        return new ModelEntries(sources.prices().get()).termsOf(request);
    }

    String newId() {
        return sources.ids().get();
    }

    ReservedRequest requestOf(QuotaRequest request, Terms terms) {
        Plan plan = request.plan();
        Subject subject = subject(request.caller(), request.user());
        Estimate estimate = estimator.estimate(subject, request.message());
        Amounts expected = holds.expected(request.message(), estimate, request.at());
        Amounts hold = holds.of(request.message(), expected, plan.budgetHold(), request.at());
        return new ReservedRequest(
                newId(), subject, terms, plan, request.message(), estimate, expected, hold, request.at());
    }

    ReserveRequest reservation(ReservedRequest request) {
        Fit fit = switch (request.budgetHold()) {
            case EXPECTED -> Fit.CLAMPED_WHEN_IDLE;
            case WORST_CASE -> Fit.EXACT;
        };
        return new ReserveRequest(
                request.id(), request.subject(), request.terms(), request.hold(), request.expected(), fit, leaseTime);
    }

    /** Returns a reservation that counts one request and holds nothing. */
    ReserveRequest count(Caller caller, Identity user, Terms terms) {
        return new ReserveRequest(newId(), subject(caller, user), terms, Amounts.ONE_REQUEST, Fit.EXACT, Duration.ZERO);
    }

    Subject subject(Caller caller, Identity user) {
        String team = caller.team().name();
        return new Subject(team, sources.pseudonyms().get().of(team, user));
    }
}
