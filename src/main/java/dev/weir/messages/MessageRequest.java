package dev.weir.messages;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fields of a request on which Weir decides; everything else stays in the bytes.
 *
 * @param model the requested model
 * @param stream whether the response shall be an event stream
 * @param maxTokens the bound on the output, the largest where a fallback has its own; absent where the body has no
 *     whole number for it
 * @param userId {@code metadata.user_id} as received, above 4,096 characters reduced by {@link BoundedText}
 * @param fallbacks the models that may serve in place of {@code model}
 * @param features features present that a plan may deny
 * @param size the size of the input
 * @param thinking whether the request enables thinking, which may be hidden
 */
public record MessageRequest(
        String model,
        boolean stream,
        OptionalLong maxTokens,
        Optional<String> userId,
        Fallbacks fallbacks,
        Set<Feature> features,
        InputSize size,
        boolean thinking) {
    public MessageRequest {
        features = Set.copyOf(features);
    }

    /** The models named by {@code fallbacks}. */
    public sealed interface Fallbacks {
        /** Explicit models, none where the field is absent. */
        record Models(List<String> models) implements Fallbacks {
            public Models {
                models = List.copyOf(models);
            }
        }

        /** The text {@code "default"}, or any form that does not name each model: any model may serve. */
        record UpstreamsChoice() implements Fallbacks {}
    }
}
