package dev.weir.pricing;

import dev.weir.pricing.ModelPrice.Band;
import dev.weir.pricing.ModelPrice.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** The price of a model without an entry: at each rate and factor the highest of all prices, whatever their dates. */
final class UnknownModelPrice {
    private UnknownModelPrice() {}

    /**
     * Returns the price.
     *
     * @param least the table's {@code default}
     */
    static ModelPrice of(ModelPrice least, List<ModelPrice> known) {
        List<ModelPrice> all = Stream.concat(Stream.of(least), known.stream()).toList();
        TokenRates rates = all.stream()
                .flatMap(price -> price.periods().stream())
                .flatMap(period -> period.bands().stream())
                .map(Band::rates)
                .reduce(least.periods().getLast().bands().getLast().rates(), TokenRates::highest);
        return new ModelPrice(
                PriceTable.OTHER,
                OptionalLong.empty(),
                List.of(new Period(Instant.MIN, List.of(new Band(0, rates)))),
                new PriceFactors(
                        highest(all, PriceFactors::serviceTier),
                        highest(all, PriceFactors::speed),
                        highest(all, PriceFactors::inferenceGeo)));
    }

    /** A price without a factor for a value multiplies by one. */
    private static Map<String, BigDecimal> highest(
            List<ModelPrice> all, Function<PriceFactors, Map<String, BigDecimal>> field) {
        Map<String, BigDecimal> highest = new HashMap<>();
        List<Map<String, BigDecimal>> factors =
                all.stream().map(price -> field.apply(price.factors())).toList();
        factors.stream()
                .flatMap(each -> each.keySet().stream())
                .forEach(value -> factors.stream()
                        .map(each -> each.getOrDefault(value, BigDecimal.ONE))
                        .max(BigDecimal::compareTo)
                        .ifPresent(factor -> highest.put(value, factor)));
        return highest;
    }
}
