package dev.weir.quota;

import dev.weir.auth.Pseudonyms;
import dev.weir.pricing.PriceTable;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the limiter goes by.
 *
 * @param prices as they are now
 * @param pseudonyms as they are now: under what names Redis knows users
 * @param ids makes an id for each lease, never the same twice
 */
public record QuotaSources(
        Supplier<PriceTable> prices, Supplier<Pseudonyms> pseudonyms, Supplier<String> ids, Clock clock) {}
