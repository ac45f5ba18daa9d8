package dev.weir.upstream.retry;

/**
 * By what it is decided whether a request is sent again.
 *
 * @param budget of this replica, for retries of every kind but those that a key brings about that is out
 * @param resends of this replica, on connections that had been idle
 */
public record RetryRules(OutcomeClassifier classifier, RetryPolicy policy, RetryBudget budget, ResendShare resends) {}
