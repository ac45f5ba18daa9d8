package dev.weir.quota;

import dev.weir.auth.Caller;
import dev.weir.auth.Identity;
import dev.weir.messages.MessageRequest;
import dev.weir.policy.Plan;
import java.time.Instant;

/**
 * A request that asks whether it may proceed.
 *
 * @param user for whom it counts
 * @param plan what holds for that user
 * @param at when it began: the prices of that moment hold
 */
public record QuotaRequest(Caller caller, Identity user, Plan plan, MessageRequest message, Instant at) {}
