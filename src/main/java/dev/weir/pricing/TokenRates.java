package dev.weir.pricing;

import dev.weir.messages.Usage;
import java.math.BigDecimal;

/**
 * The prices of tokens by kind, in US dollars per million tokens, which equals micro-dollars per token.
 *
 * <p>Source: Anthropic's published prices, as copied into {@code config/prices.yaml}.
 */
public record TokenRates(
        BigDecimal input, BigDecimal output, BigDecimal cacheWrite5m, BigDecimal cacheWrite1h, BigDecimal cacheRead) {
    /** Returns the exact price of the tokens in micro-dollars, kind by kind; server tools are not included. */
    MicroUsdByKind microUsd(Usage usage, BigDecimal factor) {
        return new MicroUsdByKind(
                times(usage.input(), input, factor),
                times(usage.cacheRead(), cacheRead, factor),
                times(usage.cacheWrite5m(), cacheWrite5m, factor),
                times(usage.cacheWrite1h(), cacheWrite1h, factor),
                times(usage.output(), output, factor),
                BigDecimal.ZERO);
    }

    /**
     * Returns in micro-dollars how much less the cache reads cost than plain input would have; never below zero.
     *
     * <p>The higher price of cache writes is not subtracted: the sum feeds a counter, which cannot go down.
     */
    BigDecimal cacheReadSavings(Usage usage) {
        return times(usage.cacheRead(), input.subtract(cacheRead).max(BigDecimal.ZERO));
    }

    /** Returns the highest price of one input token, cached or not. */
    BigDecimal highestInput() {
        return input.max(cacheWrite5m).max(cacheWrite1h).max(cacheRead);
    }

    /** Returns at each kind of tokens the higher rate of the two. */
    TokenRates highest(TokenRates other) {
        return new TokenRates(
                input.max(other.input),
                output.max(other.output),
                cacheWrite5m.max(other.cacheWrite5m),
                cacheWrite1h.max(other.cacheWrite1h),
                cacheRead.max(other.cacheRead));
    }

    private static BigDecimal times(long tokens, BigDecimal rate, BigDecimal factor) {
        return tokens == 0 ? BigDecimal.ZERO : times(tokens, rate).multiply(factor);
    }

    private static BigDecimal times(long tokens, BigDecimal rate) {
        return tokens == 0 ? BigDecimal.ZERO : rate.multiply(BigDecimal.valueOf(tokens));
    }
}
