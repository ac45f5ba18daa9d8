package dev.weir.pricing;

import dev.weir.messages.Usage;
import java.util.List;

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
     */
    public record CostLine(String model, Usage usage, NanoUsd cost, NanoUsd cacheSavings) {}
}
