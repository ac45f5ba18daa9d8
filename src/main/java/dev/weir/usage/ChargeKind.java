package dev.weir.usage;

import dev.weir.messages.Usage;
import dev.weir.pricing.CostByKind;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageSum.Charged;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What is charged for: the five kinds of tokens, web searches, and what an older line does not split. */
enum ChargeKind {
    INPUT("input", "Input tokens, not cached", Usage::input, CostByKind::input),
    CACHE_READ("cache_read", "Input tokens read from the cache", Usage::cacheRead, CostByKind::cacheRead),
    CACHE_WRITE_5M(
            "cache_write_5m",
            "Input tokens written to the cache for 5 minutes",
            Usage::cacheWrite5m,
            CostByKind::cacheWrite5m),
    CACHE_WRITE_1H(
            "cache_write_1h",
            "Input tokens written to the cache for an hour",
            Usage::cacheWrite1h,
            CostByKind::cacheWrite1h),
    OUTPUT("output", "Output tokens", Usage::output, CostByKind::output),
    WEB_SEARCH("web_search", "Web searches", Usage::webSearches, CostByKind::webSearches),
    UNSPLIT("unsplit", "Tokens of all kinds", _ -> 0, _ -> NanoUsd.ZERO);

    private final String label;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final ToLongFunction<Usage> quantity;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Function<CostByKind, NanoUsd> cost;

    ChargeKind(String label, String description, ToLongFunction<Usage> quantity, Function<CostByKind, NanoUsd> cost) {
        this.label = label;
        this.description = description;
        this.quantity = quantity;
        this.cost = cost;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    String unit() {
        return this == WEB_SEARCH ? "Requests" : "Tokens";
    }

    long quantity(Charged charged) {
        return quantity.applyAsLong(charged.usage());
    }

    NanoUsd cost(Charged charged) {
        return this == UNSPLIT ? charged.unsplit() : cost.apply(charged.kinds());
    }
}
