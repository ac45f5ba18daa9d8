package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.UserBucket;
import dev.weir.messages.AnswerFacts;
import dev.weir.messages.MessageRequest;
import io.vertx.core.Future;

/** Decides whether a caller may proceed, and learns what was really used. */
public interface QuotaLimiter {
    /** Reserves what {@code request} is expected to use, over all limits of the user and the team at once. Never fails. */
    Future<QuotaDecision> reserve(Caller caller, UserBucket user, MessageRequest request);

    /** Replaces the reservation by what was used; off the critical path, harmless when repeated, never throws. */
    void settle(Lease lease, AnswerFacts used);
}
