package dev.weir.pricing;

import dev.weir.messages.ResponseFacts;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The factors on the rates, by the values in the response's {@code usage}; a value without a factor multiplies by one,
 * and the factors of several fields multiply each other.
 *
 * <p>Source: Messages API, {@code usage.service_tier}, {@code usage.speed}, {@code usage.inference_geo}.
 */
public record PriceFactors(
        Map<String, BigDecimal> serviceTier, Map<String, BigDecimal> speed, Map<String, BigDecimal> inferenceGeo) {
    /** No factor at all. */
    public static final PriceFactors NONE = new PriceFactors(Map.of(), Map.of(), Map.of());

    private static final String STANDARD = "standard";

    public PriceFactors {
        serviceTier = Map.copyOf(serviceTier);
        speed = Map.copyOf(speed);
        inferenceGeo = Map.copyOf(inferenceGeo);
    }

    /** Returns these factors, and those of {@code base} for values without one here. */
    PriceFactors over(PriceFactors base) {
        return new PriceFactors(
                merged(base.serviceTier, serviceTier),
                merged(base.speed, speed),
                merged(base.inferenceGeo, inferenceGeo));
    }

    /** Returns the product of the factors for a response. */
    BigDecimal of(ResponseFacts response) {
        return factor(serviceTier, response.serviceTier())
                .multiply(factor(speed, response.speed()))
                .multiply(factor(inferenceGeo, response.inferenceGeo()));
    }

    /** Returns the largest product possible, at least one. */
    BigDecimal largest() {
        return largest(serviceTier).multiply(largest(speed)).multiply(largest(inferenceGeo));
    }

    /** Returns whether the price at the response's speed is known, which holds always for the standard speed. */
    boolean knowsSpeedOf(ResponseFacts response) {
        return response.speed()
                .map(name -> STANDARD.equals(name) || speed.containsKey(name))
                .orElse(true);
    }

    private static Map<String, BigDecimal> merged(Map<String, BigDecimal> base, Map<String, BigDecimal> over) {
        var merged = new HashMap<>(base);
        merged.putAll(over);
        return merged;
    }

    private static BigDecimal factor(Map<String, BigDecimal> factors, Optional<String> name) {
        return name.map(value -> factors.getOrDefault(value, BigDecimal.ONE)).orElse(BigDecimal.ONE);
    }

    private static BigDecimal largest(Map<String, BigDecimal> factors) {
        return factors.values().stream().reduce(BigDecimal.ONE, BigDecimal::max);
    }
}
