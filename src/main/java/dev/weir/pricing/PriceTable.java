package dev.weir.pricing;

import dev.weir.messages.ModelPattern;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The prices of all models, read from {@code config/prices.yaml}; immutable. A model without an entry costs
 * at each rate the most that any costs, and never zero.
 *
 * <p>A model id finds its entry by the entry's id first, then by the first pattern, in the file's order, that covers
 * it.
 */
public final class PriceTable {
    /** The label of every model without an entry. */
    public static final String OTHER = "other";

    private static final int LONGEST_MODEL_ID = 256;

    private final Map<String, ModelPrice> byId;
    private final List<PatternPrice> patternPrices;
    private final ModelPrice unknown;
    private final Optional<BigDecimal> webSearchPerThousand;

    /**
     * Creates a table.
     *
     * @param unknown the price of models without an entry; its id is never shown
     * @param webSearchPerThousand dollars for a thousand web searches; absent where not known
     */
    PriceTable(List<PricedModel> entries, ModelPrice unknown, Optional<BigDecimal> webSearchPerThousand) {
        this.byId = new HashMap<>();
        this.patternPrices = new ArrayList<>();
        for (var entry : entries) {
            byId.put(entry.price().id(), entry.price());
            entry.patterns().forEach(pattern -> patternPrices.add(new PatternPrice(pattern, entry.price())));
        }
        this.unknown = unknown;
        this.webSearchPerThousand = webSearchPerThousand;
    }

    /** A model's price and the patterns that select it besides its id. */
    record PricedModel(ModelPrice price, List<ModelPattern> patterns) {}

    private record PatternPrice(ModelPattern pattern, ModelPrice price) {}

    /** Returns the models with an entry, sorted by id. */
    public List<ModelPrice> entries() {
        return byId.values().stream()
                .sorted(Comparator.comparing(ModelPrice::id))
                .toList();
    }

    /** Returns whether the table has a price of its own for a model that a pattern allows. */
    public boolean pricesAnyOf(ModelPattern pattern) {
        return entryFor(pattern.text()).isPresent() || byId.keySet().stream().anyMatch(pattern::matches);
    }

    /** Returns the entry of a model; absent where the table has none or its id is longer than 256 characters. */
    public Optional<ModelPrice> entryFor(String modelId) {
        var exact = byId.get(modelId);
        if (exact != null) {
            return Optional.of(exact);
        }
        if (modelId.length() > LONGEST_MODEL_ID) {
            return Optional.empty();
        }
        for (var candidate : patternPrices) {
            if (candidate.pattern().matches(modelId)) {
                return Optional.of(candidate.price());
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the id of the model's entry, else {@code other}: the closed set behind the metric label {@code model}.
     */
    public String label(Optional<String> modelId) {
        return modelId.flatMap(this::entryFor).map(ModelPrice::id).orElse(OTHER);
    }

    /** Returns the most tokens that a response of the model can have; absent where not known. */
    public OptionalLong maxOutput(String modelId) {
        return entryFor(modelId).map(ModelPrice::maxOutput).orElse(OptionalLong.empty());
    }

    /**
     * Prices a response as the upstream bills it: entry by entry at each entry's own model where the usage lists
     * iterations, else its top-level counts.
     *
     * <p>Of an exact usage, an iteration without output that another follows is a declined attempt, which is counted
     * and costs nothing; nor does the last one of a response that the model refused before any output. Of a partial
     * one, the output is at least the estimate of the relayed text.
     *
     * @param requestedModel the model of the request, used where the response names none
     * @param at the time of the request
     */
    public Cost cost(Optional<String> requestedModel, ResponseFacts response, Instant at) {
        if (response.usage().isEmpty()) {
            return Cost.NONE;
        }
        return new CostCalculation(this, response, at)
                .sum(response.model().or(() -> requestedModel), response.usage().get());
    }

    /** Returns the price of tokens at a model's rates without factors, as for the expected cost of a request. */
    public NanoUsd cost(String model, Usage usage, Instant at) {
        return new CostCalculation(this, ResponseFacts.NONE, at)
                .sum(Optional.of(model), usage)
                .total();
    }

    /**
     * Returns the most that a request can cost: all input at the most expensive class, all output, the most expensive
     * band that the prompt can reach and the largest factors; web searches are not included.
     */
    public NanoUsd worstCase(String model, long inputTokens, long outputTokens, Instant at) {
        return NanoUsd.ofMicroUsd(priceOf(Optional.of(model)).worstMicroUsd(inputTokens, outputTokens, at));
    }

    /** Returns the most that a request can cost where any model may serve it, also one without an entry. */
    public NanoUsd worstCaseOfAny(long inputTokens, long outputTokens, Instant at) {
        return Stream.concat(byId.values().stream(), Stream.of(unknown))
                .map(price -> NanoUsd.ofMicroUsd(price.worstMicroUsd(inputTokens, outputTokens, at)))
                .max(Comparator.naturalOrder())
                .orElse(NanoUsd.MAX);
    }

    /** Returns the model's entry, else the price of unknown models. */
    ModelPrice priceOf(Optional<String> modelId) {
        return modelId.flatMap(this::entryFor).orElse(unknown);
    }

    /** Returns what one web search costs in micro-dollars; absent where not known. */
    Optional<BigDecimal> webSearchMicroUsd() {
        return webSearchPerThousand.map(perThousand -> perThousand.movePointRight(3));
    }
}
