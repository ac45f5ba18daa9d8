package dev.weir.pipeline;

import dev.weir.messages.ModelList.Cursor;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The query of the models list.
 *
 * <p>Source: Messages API, {@code GET /v1/models}: {@code limit} is 1 … 1000, 20 where absent.
 *
 * @param cursor the requested part; Weir pages the list itself
 * @param others the other parameters, which go to the upstream
 */
record ModelsQuery(Cursor cursor, Map<String, List<String>> others) {
    private static final Set<String> OWN = Set.of("limit", "after_id", "before_id");
    private static final int DEFAULT_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 1000;
    private static final String PATH = "/v1/models";

    /** The outcome of parsing a query. */
    sealed interface Parsed {
        /** The query is valid. */
        record Valid(ModelsQuery query) implements Parsed {}

        /** The query is invalid; the message begins with the parameter. */
        record Invalid(String message) implements Parsed {}
    }

    static Parsed parse(String uri) {
        Map<String, List<String>> parameters;
        try {
            parameters = new QueryStringDecoder(uri).parameters();
        } catch (IllegalArgumentException _) {
            return new Parsed.Invalid("query: Input should be a valid query string");
        }
        Optional<Integer> limit = limit(parameters);
        if (limit.isEmpty()) {
            return new Parsed.Invalid("limit: Input should be a whole number from 1 to " + HIGHEST_LIMIT);
        }
        Map<String, List<String>> others = new TreeMap<>(parameters);
        others.keySet().removeAll(OWN);
        Cursor cursor = new Cursor(limit.get(), first(parameters, "after_id"), first(parameters, "before_id"));
        return new Parsed.Valid(new ModelsQuery(cursor, others));
    }

    /** Returns the other parameters in one text, equal for equal ones. */
    String parameters() {
        return others.toString();
    }

    /** Returns the path and query of the upstream's page after {@code afterId}. */
    String upstreamUri(Optional<String> afterId) {
        QueryStringEncoder uri = new QueryStringEncoder(PATH);
        uri.addParam("limit", Integer.toString(HIGHEST_LIMIT));
        afterId.ifPresent(id -> uri.addParam("after_id", id));
        others.forEach((name, values) -> values.forEach(value -> uri.addParam(name, value)));
        return uri.toString();
    }

    private static Optional<Integer> limit(Map<String, List<String>> parameters) {
        String text = first(parameters, "limit").orElse(Integer.toString(DEFAULT_LIMIT));
        if (!text.matches("\\d{1,6}")) {
            return Optional.empty();
        }
        int limit = Integer.parseInt(text);
        return limit >= 1 && limit <= HIGHEST_LIMIT ? Optional.of(limit) : Optional.empty();
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }
}
