package dev.weir.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code usage} objects and their iterations. Source: Messages API, {@code usage}. */
final class UsageWalk {
    /** The largest count: JSON readers hold larger numbers inexactly, and sums of counts must not overflow. */
    private static final long MAX_COUNT = 1L << 53;

    private final JsonCursor cursor;
    private TokenCounts counts;
    private OptionalLong cacheWrite = OptionalLong.empty();
    private OptionalLong fiveMinutes = OptionalLong.empty();
    private OptionalLong oneHour = OptionalLong.empty();
    private boolean counted;
    private boolean outputCounted;

    private UsageWalk(JsonCursor cursor, TokenCounts before) {
        this.cursor = cursor;
        this.counts = before;
    }

    /** Reads the usage that the cursor stands on into a state, over its earlier values. */
    static void usage(JsonCursor cursor, ResponseState state) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        UsageWalk walk = new UsageWalk(cursor, state.counts);
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "service_tier" -> state.serviceTier = cursor.textOr(state.serviceTier);
                case "speed" -> state.speed = cursor.textOr(state.speed);
                case "inference_geo" -> state.inferenceGeo = cursor.textOr(state.inferenceGeo);
                case "server_tool_use" -> state.webSearches = webSearches(cursor, state.webSearches);
                case "iterations" -> state.iterations = walk.iterations(state.iterations);
                default -> walk.count();
            }
        }
        state.counts = walk.counts();
        state.counted |= walk.counted;
        state.outputCounted |= walk.outputCounted;
    }

    private List<Usage.Iteration> iterations(List<Usage.Iteration> before) throws IOException {
        if (cursor.kind() != JsonKind.LIST) {
            cursor.skip();
            return before;
        }
        List<Usage.Iteration> iterations = new ArrayList<>();
        while (cursor.nextElement()) {
            iteration().ifPresent(iterations::add);
        }
        return List.copyOf(iterations);
    }

    private Optional<Usage.Iteration> iteration() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return Optional.empty();
        }
        Optional<String> model = Optional.empty();
        UsageWalk walk = new UsageWalk(cursor, TokenCounts.NONE);
        while (cursor.nextMember()) {
            if (cursor.name().equals("model")) {
                model = cursor.textOr(model);
            } else {
                walk.count();
            }
        }
        counted |= walk.counted;
        outputCounted |= walk.outputCounted;
        return Optional.of(walk.counts().iteration(model));
    }

    private static long webSearches(JsonCursor cursor, long before) throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return before;
        }
        long searches = before;
        while (cursor.nextMember()) {
            if (cursor.name().equals("web_search_requests")) {
                searches = tokens(cursor).orElse(searches);
            } else {
                cursor.skip();
            }
        }
        return searches;
    }

    private void count() throws IOException {
        switch (cursor.name()) {
            case "input_tokens" -> input();
            case "output_tokens" -> output();
            case "cache_read_input_tokens" ->
                counts = counts.withCacheRead(tokens(cursor).orElse(counts.cacheRead()));
            case "cache_creation_input_tokens" -> cacheWrite = tokens(cursor);
            case "cache_creation" -> split();
            default -> cursor.skip();
        }
    }

    /** One of the two counts that a usage must have; an invalid one keeps the earlier value. */
    private void input() throws IOException {
        OptionalLong tokens = tokens(cursor);
        counted |= tokens.isPresent();
        counts = counts.withInput(tokens.orElse(counts.input()));
    }

    /** The other one of the two. */
    private void output() throws IOException {
        OptionalLong tokens = tokens(cursor);
        counted |= tokens.isPresent();
        outputCounted |= tokens.isPresent();
        counts = counts.withOutput(tokens.orElse(counts.output()));
    }

    private void split() throws IOException {
        if (cursor.kind() != JsonKind.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.name()) {
                case "ephemeral_5m_input_tokens" -> fiveMinutes = tokens(cursor);
                case "ephemeral_1h_input_tokens" -> oneHour = tokens(cursor);
                default -> cursor.skip();
            }
        }
    }

    private TokenCounts counts() {
        TokenCounts all = counts.withOneHour(oneHour.orElse(counts.oneHour()));
        if (cacheWrite.isPresent()) {
            return all.withCacheWrite(cacheWrite.getAsLong());
        }
        return fiveMinutes.isPresent() || oneHour.isPresent()
                ? all.withCacheWrite(fiveMinutes.orElse(0) + oneHour.orElse(0))
                : all;
    }

    private static OptionalLong tokens(JsonCursor cursor) throws IOException {
        if (cursor.kind() != JsonKind.NUMBER) {
            cursor.skip();
            return OptionalLong.empty();
        }
        OptionalLong tokens = WholeNumber.parse(cursor.text());
        boolean isCount = tokens.isPresent() && tokens.getAsLong() >= 0 && tokens.getAsLong() <= MAX_COUNT;
        return isCount ? tokens : OptionalLong.empty();
    }
}
