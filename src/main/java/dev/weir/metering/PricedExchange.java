package dev.weir.metering;

import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;

/**
 * An exchange and its cost.
 *
 * @param cost at the prices in force when the exchange began
 * @param model the label of the model that served, or of the requested one where there was no response
 * @param modelAsked the label of the requested model
 */
public record PricedExchange(UsageRecord exchange, Cost cost, String model, String modelAsked) {
    /** Makes it from its record and the price table in force. */
    public static PricedExchange of(UsageRecord exchange, PriceTable table, Cost cost) {
        var served = exchange.response().model().or(exchange::modelAsked);
        return new PricedExchange(exchange, cost, table.label(served), table.label(exchange.modelAsked()));
    }

    /** Returns whether the exchange is about a model at all. */
    boolean isForModel() {
        return exchange.response().model().isPresent() || exchange.modelAsked().isPresent();
    }
}
