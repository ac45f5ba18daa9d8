package dev.weir.quota;

import dev.weir.auth.Pseudonyms;
import dev.weir.pricing.PriceTable;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Where the limiter reads what may change.
 *
 * @param prices the current price table
 * @param pseudonyms the current pseudonyms, under which Redis knows users
 * @param ids makes an id for each lease, never the same twice
 */
public record QuotaSources(
        Supplier<PriceTable> prices, Supplier<Pseudonyms> pseudonyms, Supplier<String> ids, Clock clock) {}
