package dev.weir.pricing;

import dev.weir.messages.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of one response.
 *
 * @param total summed exactly over all parts, rounded half up to nano-dollars once
 * @param known false where a rate is a default: no entry for a model, no factor for its speed, or no price for a
 *     server tool that was used
 * @param counted all tokens counted, entry by entry where the upstream lists iterations; has no iterations itself
 * @param lines one for each entry counted, in the upstream's order; empty where the response held no usage
 */
public record Cost(NanoUsd total, boolean known, Usage counted, List<CostLine> lines) {
    /** Nothing was used. */
    public static final Cost NONE = new Cost(NanoUsd.ZERO, true, Usage.NONE, List.of());

    public Cost {
        lines = List.copyOf(lines);
    }

    /**
     * The cost of one sampling step, or of the whole response where the upstream lists no steps.
     *
     * @param model the price table's id of the model that ran, or {@code other}
     * @param usage its tokens; a response's web searches stand in its last line
     * @param cost rounded by itself, so lines may differ from the total by half a nano-dollar each
     * @param cacheSavings how much less its cache reads cost than plain input would have; the higher price of cache
     *     writes is not subtracted, so that the sum never goes down
     * @param kinds what the cost is made of, each rounded down; their sum may be a few nano-dollars less
     */
    public record CostLine(String model, Usage usage, NanoUsd cost, NanoUsd cacheSavings, CostByKind kinds) {}

    /**
     * The part of one model.
     *
     * @param kinds what its cost is made of; their sum is the part's cost
     */
    public record ModelPart(String model, Usage usage, CostByKind kinds) {}

    /** Returns a part for each model, in the order of the lines; their costs add up to the total. */
    public List<ModelPart> byModel() {
        Map<String, ModelPart> parts = new LinkedHashMap<>();
        for (CostLine line : lines) {
            parts.merge(
                    line.model(),
                    new ModelPart(line.model(), line.usage(), line.kinds()),
                    (a, b) -> new ModelPart(
                            a.model(), a.usage().plus(b.usage()), a.kinds().plus(b.kinds())));
        }
        List<ModelPart> whole = new ArrayList<>(parts.values());
        if (!whole.isEmpty()) {
            ModelPart last = whole.removeLast();
            long others = whole.stream()
                    .map(part -> part.kinds().sum())
                    .reduce(NanoUsd.ZERO, NanoUsd::plus)
                    .value();
            NanoUsd rest = new NanoUsd(Math.max(0, total.value() - others));
            whole.add(new ModelPart(last.model(), last.usage(), last.kinds().withSum(rest)));
        }
        return whole;
    }
}
