package dev.weir.quota;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;

/** How amounts are made and which of them a limit counts. */
final class Measure {
    /** Twice as much is still counted exactly by Redis scripts, which know integers up to 2^53. */
    static final long MOST = 1L << 52;

    private Measure() {}

    /** Makes the amounts of a request, each bounded to what can be counted. */
    static Amounts amounts(long input, long output, long budgetTokens, long nanoUsd) {
        return new Amounts(1, bounded(input), bounded(output), bounded(budgetTokens), bounded(nanoUsd));
    }

    /** Makes the amounts of a request whose budgets count the same tokens as its limits per minute. */
    static Amounts amounts(long input, long output, long nanoUsd) {
        return amounts(input, output, bounded(input) + bounded(output), nanoUsd);
    }

    /** Returns what a limit of the kind counts; money in nano-dollars. */
    static long of(LimitKind kind, Amounts amounts) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE, COUNT_TOKENS_PER_MINUTE -> amounts.requests();
            case CONCURRENT_REQUESTS -> 1;
            case INPUT_TOKENS_PER_MINUTE -> amounts.inputTokens();
            case OUTPUT_TOKENS_PER_MINUTE -> amounts.outputTokens();
            case TOKENS_PER_DAY, TOKENS_PER_MONTH -> amounts.budgetTokens();
            case USD_PER_DAY, USD_PER_MONTH -> amounts.nanoUsd();
        };
    }

    private static long bounded(long amount) {
        return Math.clamp(amount, 0, MOST);
    }
}
