package dev.weir.pipeline;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query of {@code GET /weir/limits}. */
sealed interface LimitsQuery {
    /** Asks for the limits of the user named, else of whom the key speaks for. */
    record Valid(Optional<String> userId) implements LimitsQuery {}

    /**
     * Asks for what there is not.
     *
     * @param message holds nothing of the query
     */
    record Invalid(String message) implements LimitsQuery {}

    /** Reads the query of {@code uri}; a parameter that is not known is an error, as its effect would be missed. */
    static LimitsQuery of(String uri) {
        Map<String, List<String>> parameters;
        try {
            parameters = new QueryStringDecoder(uri).parameters();
        } catch (IllegalArgumentException _) {
            return new Invalid("query: Input should be a valid query string");
        }
        if (!Set.of("user_id").containsAll(parameters.keySet())) {
            return new Invalid("query: Input should have no parameter but 'user_id'");
        }
        List<String> userIds = parameters.getOrDefault("user_id", List.of());
        return userIds.size() > 1
                ? new Invalid("user_id: Input should be given once")
                : new Valid(userIds.stream().findFirst());
    }
}
