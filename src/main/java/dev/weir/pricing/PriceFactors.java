package dev.weir.pricing;

import dev.weir.messages.ResponseFacts;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * By what the rates are multiplied, by the value that the answer's {@code usage} names; a value without a factor
 * multiplies by one, and factors of several fields multiply each other.
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

    /** Returns these factors where they say something, else those of {@code base}. */
    PriceFactors over(PriceFactors base) {
        return new PriceFactors(
                merged(base.serviceTier, serviceTier),
                merged(base.speed, speed),
                merged(base.inferenceGeo, inferenceGeo));
    }

    /** Returns the product for what the answer says of itself. */
    BigDecimal of(ResponseFacts answer) {
        return factor(serviceTier, answer.serviceTier())
                .multiply(factor(speed, answer.speed()))
                .multiply(factor(inferenceGeo, answer.inferenceGeo()));
    }

    /** Returns the largest product that any answer can bring, at least one. */
    BigDecimal largest() {
        return largest(serviceTier).multiply(largest(speed)).multiply(largest(inferenceGeo));
    }

    /** Whether the price at the answer's speed is known: the standard speed always is. */
    boolean knowsSpeedOf(ResponseFacts answer) {
        return answer.speed()
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
