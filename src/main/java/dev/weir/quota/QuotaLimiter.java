package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.ResponseFacts;
import dev.weir.policy.Plan;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Admits or denies requests, and learns their actual usage. No future of it fails, and nothing throws. */
public interface QuotaLimiter {
    /** Reserves the expected usage of a request at all limits of the user and the team at once. */
    Future<QuotaDecision> reserve(QuotaRequest request);

    /** Counts a request of {@code count_tokens}; it holds nothing and needs no settlement. */
    Future<QuotaDecision> count(Caller caller, Identity user, Plan plan);

    /**
     * Notes that the response has started.
     *
     * @param progress returns the facts of the response so far, until the lease is settled
     */
    void responseStarted(Lease lease, Supplier<Future<ResponseFacts>> progress);

    /**
     * Replaces the reservation by the actual usage; off the critical path, harmless when repeated.
     *
     * @return the facts that were charged, with an estimate in place of what the response did not report; absent where
     *     nothing was used
     */
    Optional<ResponseFacts> settle(Lease lease, ChargeBasis basis);

    /**
     * Returns the state of a user's limits; creates no state in Redis.
     *
     * @param session the keyed hash of the session whose limits are shown too, if any
     */
    Future<LimitsStatus> limits(Caller caller, Identity user, Plan plan, Optional<String> session);
}
