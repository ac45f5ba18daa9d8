package dev.weir.policy;

import dev.weir.messages.ModelPattern;
import java.util.List;

/**
 * Limits for requests to some models: an entry of {@code per-model}.
 *
 * @param name names the entry in limits' names and metrics; once at a level
 * @param models patterns of the models, never empty
 * @param limits in the order in which the policy writes them; each kind at most once
 */
public record ModelLimits(String name, List<ModelPattern> models, List<Limit> limits) {
    public ModelLimits {
        models = List.copyOf(models);
        limits = List.copyOf(limits);
    }

    /** Returns whether the entry is for a model by that id. */
    public boolean isFor(String modelId) {
        for (ModelPattern pattern : models) {
            if (pattern.matches(modelId)) {
                return true;
            }
        }
        return false;
    }
}
