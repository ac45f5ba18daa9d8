package dev.weir.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The price of one model, by date and by length of the prompt.
 *
 * @param id names the model in the table, and in the label {@code model} of metrics
 * @param maxOutput the most tokens that one response can have; absent where not known
 * @param periods the latest first, never empty
 */
public record ModelPrice(String id, OptionalLong maxOutput, List<Period> periods, PriceFactors factors) {
    public ModelPrice {
        if (periods.isEmpty()) {
            throw new IllegalArgumentException("periods: none (expected: one or more)");
        }
        periods = periods.stream()
                .sorted(Comparator.comparing(Period::from).reversed())
                .toList();
    }

    /**
     * Prices in force from an instant on, until the next period begins.
     *
     * @param bands the one for the longest prompts first; the last is for the shortest
     */
    public record Period(Instant from, List<Band> bands) {
        public Period {
            if (bands.isEmpty()) {
                throw new IllegalArgumentException("bands: none (expected: one or more)");
            }
            bands = bands.stream()
                    .sorted(Comparator.comparingLong(Band::fewestPromptTokens).reversed())
                    .toList();
        }
    }

    /**
     * The rates for prompts of at least {@code fewestPromptTokens} tokens, up to the next band.
     *
     * @param fewestPromptTokens 0 for the shortest prompts
     */
    public record Band(long fewestPromptTokens, TokenRates rates) {}

    /**
     * Returns the rates at an instant for a prompt of so many tokens, those read from and written to the cache
     * included.
     *
     * <p>Before the first period begins, the first period's rates apply.
     */
    public TokenRates ratesAt(Instant at, long promptTokens) {
        var bands = periodAt(at).bands();
        for (var band : bands) {
            if (promptTokens >= band.fewestPromptTokens()) {
                return band.rates();
            }
        }
        return bands.getLast().rates();
    }

    /** Returns the most, in micro-dollars, that so many tokens can cost: most expensive class, band and factors. */
    BigDecimal worstMicroUsd(long inputTokens, long outputTokens, Instant at) {
        var bands = periodAt(at).bands().stream()
                .filter(band -> inputTokens >= band.fewestPromptTokens())
                .map(Band::rates)
                .toList();
        var input = bands.stream().map(TokenRates::highestInput).reduce(BigDecimal.ZERO, BigDecimal::max);
        var output = bands.stream().map(TokenRates::output).reduce(BigDecimal.ZERO, BigDecimal::max);
        return input.multiply(BigDecimal.valueOf(inputTokens))
                .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                .multiply(factors.largest());
    }

    private Period periodAt(Instant at) {
        for (var period : periods) {
            if (!at.isBefore(period.from())) {
                return period;
            }
        }
        return periods.getLast();
    }
}
