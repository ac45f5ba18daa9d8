package dev.weir.quota.store;

/**
 * What one call holds or has used, counted at every level alike.
 *
 * @param requests 1, or 0 where the call is given back whole
 * @param inputTokens uncached input and cache writes, for the limit per minute
 * @param outputTokens tokens produced, for the limit per minute
 * @param budgetTokens both together, for the limits per day and month; as a hold it may be the worst case
 * @param nanoUsd nano-dollars, for the limits of money; as a hold it may be the worst case
 */
public record Amounts(long requests, long inputTokens, long outputTokens, long budgetTokens, long nanoUsd) {
    /** Nothing at all. */
    public static final Amounts NONE = new Amounts(0, 0, 0, 0, 0);
}
