package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.MessageRequest;
import dev.weir.policy.Plan;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for admission.
 *
 * @param user the identity that it counts for
 * @param plan the plan of that user
 * @param session the keyed hash of its session; absent where it names none, or the plan does not limit sessions
 * @param at when the request began; the prices of that moment apply
 */
public record QuotaRequest(
        Caller caller, Identity user, Plan plan, MessageRequest message, Optional<String> session, Instant at) {}
