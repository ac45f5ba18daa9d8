package dev.weir.pipeline;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query of {@code GET /weir/limits}. */
sealed interface LimitsQuery {
    /** The limits of this user; absent: of the user that the key speaks for. */
    record Valid(Optional<String> userId) implements LimitsQuery {}

    /**
     * The query is invalid.
     *
     * @param message contains nothing of the query
     */
    record Invalid(String message) implements LimitsQuery {}

    /** Reads the query of {@code uri}; an unknown parameter is an error, as the caller would miss its effect. */
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
