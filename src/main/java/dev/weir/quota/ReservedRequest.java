package dev.weir.quota;

import dev.weir.messages.MessageRequest;
import dev.weir.policy.Plan;
import dev.weir.policy.Plan.BudgetHold;
import dev.weir.quota.estimate.Estimate;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import java.time.Instant;

/**
 * A request, whose limits it counts against, and what is held for it at first.
 *
 * @param expected usage, by the estimate; charged if the lease expires and nothing else is known
 * @param at when it began; the prices of that moment apply
 */
record ReservedRequest(
        String id,
        Subject subject,
        Terms terms,
        Plan plan,
        MessageRequest message,
        Estimate estimate,
        Amounts expected,
        Amounts hold,
        Instant at) {
    BudgetHold budgetHold() {
        return plan.budgetHold();
    }
}
