package dev.weir.pipeline;

import dev.weir.messages.ModelList.Cursor;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query of the models list.
 *
 * <p>Source: Messages API, {@code GET /v1/models}: {@code limit} is 1 … 1000, 20 where absent.
 *
 * @param cursor the requested part; Weir pages the list itself
 * @param others the other parameters, which go to the upstream as they came
 */
record ModelsQuery(Cursor cursor, String others) {
    private static final String LIMIT = "limit";
    private static final String AFTER = "after_id";
    private static final String BEFORE = "before_id";
    private static final Set<String> OWN = Set.of(LIMIT, AFTER, BEFORE);
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
        Map<String, String> own = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (String parameter : query(uri).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            String name = decoded(parts[0]);
            if (OWN.contains(name)) {
                own.putIfAbsent(name, parts.length == 2 ? decoded(parts[1]) : "");
            } else if (!parameter.isEmpty()) {
                others.add(parameter);
            }
        }
        return limit(own)
                .<Parsed>map(limit -> new Parsed.Valid(new ModelsQuery(
                        new Cursor(limit, Optional.ofNullable(own.get(AFTER)), Optional.ofNullable(own.get(BEFORE))),
                        String.join("&", others))))
                .orElseGet(
                        () -> new Parsed.Invalid("limit: Input should be a whole number from 1 to " + HIGHEST_LIMIT));
    }

    /** Returns the path and query of the upstream's page after {@code afterId}. */
    String upstreamUri(Optional<String> afterId) {
        QueryStringEncoder uri = new QueryStringEncoder(PATH);
        uri.addParam(LIMIT, Integer.toString(HIGHEST_LIMIT));
        afterId.ifPresent(id -> uri.addParam(AFTER, id));
        return others.isEmpty() ? uri.toString() : uri + "&" + others;
    }

    private static String query(String uri) {
        int start = uri.indexOf('?');
        return start < 0 ? "" : uri.substring(start + 1);
    }

    /** What cannot be decoded stands for itself. */
    private static String decoded(String text) {
        try {
            return QueryStringDecoder.decodeComponent(text);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static Optional<Integer> limit(Map<String, String> own) {
        String text = own.getOrDefault(LIMIT, Integer.toString(DEFAULT_LIMIT));
        if (!text.matches("\\d{1,6}")) {
            return Optional.empty();
        }
        int limit = Integer.parseInt(text);
        return limit >= 1 && limit <= HIGHEST_LIMIT ? Optional.of(limit) : Optional.empty();
    }
}
