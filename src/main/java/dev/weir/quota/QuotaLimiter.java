package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.ResponseFacts;
import dev.weir.policy.Plan;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides whether a caller may proceed, and learns what was really used. No future of it fails, and nothing throws. */
public interface QuotaLimiter {
    /** Reserves what a request is expected to use, over all limits of the user and the team at once. */
    Future<QuotaDecision> reserve(QuotaRequest request);

    /** Counts a request of {@code count_tokens}, which holds nothing; what is granted needs no settling. */
    Future<QuotaDecision> count(Caller caller, Identity user, Plan plan);

    /**
     * Says that the response has started.
     *
     * @param progress returns what the response has said of itself when it is asked, until the lease is settled
     */
    void responseStarted(Lease lease, Supplier<Future<ResponseFacts>> progress);

    /**
     * Replaces the reservation by what was used; off the critical path, harmless when repeated.
     *
     * @return what the response is taken to have said, an estimate in place of what it did not say; absent where
     *     nothing was used
     */
    Optional<ResponseFacts> settle(Lease lease, ChargeBasis basis);

    /** Returns how the limits of a user stand; creates no state. */
    Future<LimitsStatus> limits(Caller caller, Identity user, Plan plan);
}
