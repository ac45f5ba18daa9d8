package dev.weir.headers;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies all headers except those on a deny-list and those that belong to one connection.
 *
 * <p>Source: RFC 9110, section 7.6.1: a proxy removes {@code connection}, what it names, and the headers listed there.
 */
public final class HeaderFilter {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private final Set<String> dropped;
    private final List<String> droppedPrefixes;

    /**
     * Makes a filter; names and prefixes in lower case.
     *
     * @param dropped names to drop
     * @param droppedPrefixes beginnings of the names to drop
     */
    public HeaderFilter(Set<String> dropped, List<String> droppedPrefixes) {
        this.dropped = Stream.concat(HOP_BY_HOP.stream(), dropped.stream()).collect(Collectors.toUnmodifiableSet());
        this.droppedPrefixes = List.copyOf(droppedPrefixes);
    }

    /** Returns a new map of the headers that pass, with all values of a name in order. */
    public MultiMap copy(MultiMap headers) {
        Set<String> named = namedByConnection(headers);
        MultiMap passed = HttpHeaders.headers();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (passes(name) && !named.contains(name)) {
                passed.add(header.getKey(), header.getValue());
            }
        }
        return passed;
    }

    private boolean passes(String name) {
        if (dropped.contains(name)) {
            return false;
        }
        for (String prefix : droppedPrefixes) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.CONNECTION);
        if (values.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String value : values) {
            for (String name : value.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
