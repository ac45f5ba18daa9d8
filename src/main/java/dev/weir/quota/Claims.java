package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.policy.Plan;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Reservation;
import dev.weir.quota.store.Reservation.Fit;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.time.Duration;

/** Turns calls into what is asked of the store: for whom, under which limits, how much. */
final class Claims {
    private static final Amounts ONE_REQUEST = new Amounts(1, 0, 0, 0, 0);

    private final QuotaSources sources;
    private final Estimator estimator;
    private final Holds holds;
    private final Duration leaseTime;

    Claims(QuotaSources sources, Estimator estimator, Holds holds, Duration leaseTime) {
        this.sources = sources;
        this.estimator = estimator;
        this.holds = holds;
        this.leaseTime = leaseTime;
    }

    String newId() {
        return sources.ids().get();
    }

    Claim of(QuotaRequest request, Terms terms) {
        Plan plan = request.plan();
        Subject subject = subject(request.caller(), request.user());
        Estimate estimate = estimator.estimate(subject, request.message());
        Amounts hold = holds.of(request.message(), estimate, plan.budgetHold(), request.at());
        return new Claim(newId(), subject, terms, request.message(), plan.budgetHold(), estimate, hold, request.at());
    }

    Reservation reservation(Claim claim) {
        Fit fit = switch (claim.budgetHold()) {
            case EXPECTED -> Fit.CLAMPED_WHEN_IDLE;
            case WORST_CASE -> Fit.EXACT;
        };
        Amounts charge = holds.expected(claim.message(), claim.estimate(), claim.at());
        return new Reservation(claim.id(), claim.subject(), claim.terms(), claim.hold(), charge, fit, leaseTime);
    }

    /** Returns the wish to count one request and to hold nothing. */
    Reservation count(Caller caller, Identity user, Terms terms) {
        return new Reservation(newId(), subject(caller, user), terms, ONE_REQUEST, Fit.EXACT, Duration.ZERO);
    }

    Subject subject(Caller caller, Identity user) {
        String team = caller.team().name();
        return new Subject(team, sources.pseudonyms().get().of(team, user));
    }

    /** Returns the limits that a message counts against. */
    static Terms ofMessages(Caller caller, Plan plan) {
        return ofAll(caller, plan).forMessages();
    }

    /** Returns the limits that a call of {@code count_tokens} counts against. */
    static Terms ofCounts(Caller caller, Plan plan) {
        return ofAll(caller, plan).forCountTokens();
    }

    /** Returns all limits. */
    static Terms ofAll(Caller caller, Plan plan) {
        return new Terms(plan.user(), plan.team(), caller.team().timeZone());
    }
}
