package dev.weir.upstream.retry;

/**
 * Everything that decides whether a request is sent again.
 *
 * @param budget of this replica, for all retries but those after a key was taken out
 * @param resends of this replica, for stale connections
 */
public record RetryRules(OutcomeClassifier classifier, RetryPolicy policy, RetryBudget budget, ResendShare resends) {}
