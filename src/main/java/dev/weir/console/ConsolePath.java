package dev.weir.console;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request of the console asks for.
 *
 * @param text path and query as they came
 * @param names the segments below {@code /console}, decoded
 */
record ConsolePath(String text, List<String> names, Map<String, List<String>> query) {
    private static final String ROOT = "/console";
    private static final int LONGEST = 4_096;
    private static final int MOST_PARAMETERS = 16;

    ConsolePath {
        names = List.copyOf(names);
        query = Map.copyOf(query);
    }

    /** Reads a target; absent where it is not the console's or cannot be decoded. */
    static Optional<ConsolePath> of(String uri) {
        if (uri.length() > LONGEST || !uri.startsWith(ROOT)) {
            return Optional.empty();
        }
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MOST_PARAMETERS);
            return names(decoder.rawPath()).map(names -> new ConsolePath(uri, names, decoder.parameters()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns a parameter of the query; empty where it is not given. */
    String parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst().orElse("");
    }

    private static Optional<List<String>> names(String rawPath) {
        String rest = rawPath.substring(ROOT.length());
        if (rest.isEmpty() || rest.equals("/")) {
            return Optional.of(List.of());
        }
        if (!rest.startsWith("/")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String segment : rest.substring(1).split("/", -1)) {
            names.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return Optional.of(names);
    }
}
