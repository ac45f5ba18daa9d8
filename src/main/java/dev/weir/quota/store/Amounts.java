package dev.weir.quota.store;

/**
 * What one request holds or has used, counted alike at every level. Values outside of their range are cut to it: they
 * come from clients and upstreams, and Redis counts exactly only below 2^53.
 *
 * @param requests 1, or 0 where the request is not charged at all; taken at the reservation, so never held
 * @param inputTokens uncached input and cache writes, for the rate limit; at most 10^10
 * @param outputTokens produced tokens, for the rate limit; at most 10^10
 * @param budgetTokens both together, for budgets; a hold may be the worst case; at most 10^10
 * @param nanoUsd nano-dollars, for budgets of money; a hold may be the worst case; at most 10^13, which is $10,000
 */
public record Amounts(long requests, long inputTokens, long outputTokens, long budgetTokens, long nanoUsd) {
    /** Nothing at all. */
    public static final Amounts NONE = new Amounts(0, 0, 0, 0, 0);

    /** One request and nothing else. */
    public static final Amounts ONE_REQUEST = new Amounts(1, 0, 0, 0, 0);

    private static final long MOST_TOKENS = 10_000_000_000L;
    private static final long MOST_NANO_USD = 10_000_000_000_000L;

    public Amounts {
        requests = Math.clamp(requests, 0, 1);
        inputTokens = Math.clamp(inputTokens, 0, MOST_TOKENS);
        outputTokens = Math.clamp(outputTokens, 0, MOST_TOKENS);
        budgetTokens = Math.clamp(budgetTokens, 0, MOST_TOKENS);
        nanoUsd = Math.clamp(nanoUsd, 0, MOST_NANO_USD);
    }

    /** Returns both together; one request stays one. */
    public Amounts plus(Amounts other) {
        return new Amounts(
                requests + other.requests,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                budgetTokens + other.budgetTokens,
                nanoUsd + other.nanoUsd);
    }

    /** Returns the same tokens and money without the request. */
    public Amounts withoutRequest() {
        return new Amounts(0, inputTokens, outputTokens, budgetTokens, nanoUsd);
    }

    /** Returns the amounts of one request that counts the same tokens at budgets as at rate limits. */
    public static Amounts ofRequest(long inputTokens, long outputTokens, long nanoUsd) {
        long input = Math.clamp(inputTokens, 0, MOST_TOKENS);
        long output = Math.clamp(outputTokens, 0, MOST_TOKENS);
        return new Amounts(1, input, output, input + output, nanoUsd);
    }
}
