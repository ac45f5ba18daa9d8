package dev.weir.usage;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A number of each group, in the order in which they are written. */
enum SumColumn {
    REQUESTS(sum -> BigDecimal.valueOf(sum.requests())),
    INPUT_TOKENS(tokens(Usage::input)),
    CACHE_READ_TOKENS(tokens(Usage::cacheRead)),
    CACHE_WRITE_5M_TOKENS(tokens(Usage::cacheWrite5m)),
    CACHE_WRITE_1H_TOKENS(tokens(Usage::cacheWrite1h)),
    OUTPUT_TOKENS(tokens(Usage::output)),
    WEB_SEARCHES(tokens(Usage::webSearches)),
    COST_USD(sum -> sum.all().cost().toUsd()),
    PARTIAL_USD(sum -> sum.of(Provenance.PARTIAL).cost().toUsd()),
    ESTIMATED_USD(sum -> sum.of(Provenance.ESTIMATED).cost().toUsd()),
    GUESSED_USD(sum -> sum.guessed().toUsd());

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<UsageSum, BigDecimal> value;

    SumColumn(Function<UsageSum, BigDecimal> value) {
        this.value = value;
    }

    private static Function<UsageSum, BigDecimal> tokens(ToLongFunction<Usage> count) {
        return sum -> BigDecimal.valueOf(count.applyAsLong(sum.all().usage()));
    }

    /** Returns its name. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns its number of a group. */
    BigDecimal of(UsageSum sum) {
        return value.apply(sum);
    }

    /** Returns its number of a group as text, without an exponent. */
    String text(UsageSum sum) {
        return of(sum).toPlainString();
    }
}
