package dev.weir.metering;

import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;

/**
 * An exchange with what it cost.
 *
 * @param model the label of the model that served, of the one asked for where there was no answer
 * @param modelAsked the label of the model asked for
 */
record Priced(UsageRecord exchange, Cost cost, String model, String modelAsked) {
    static Priced of(UsageRecord exchange, PriceTable table, Cost cost) {
        var served = exchange.answer().model().or(exchange::modelAsked);
        return new Priced(exchange, cost, table.label(served), table.label(exchange.modelAsked()));
    }
}
