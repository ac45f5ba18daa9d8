package dev.weir.headers;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

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

    private static final String ANY = "*";

    private final Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    private final NavigableSet<String> droppedPrefixes = new TreeSet<>();

    /** Makes a filter that drops these names, and with {@code x-own-*} all names that begin so. */
    public HeaderFilter(Collection<String> denied) {
        NavigableSet<String> names = new TreeSet<>(); // a prefix comes before what it is the beginning of
        denied.forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        for (String name : names) {
            if (!name.endsWith(ANY)) {
                dropped.add(name);
            } else if (!beginsAsDropped(name)) {
                droppedPrefixes.add(name.substring(0, name.length() - ANY.length()));
            }
        }
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
        return !dropped.contains(name) && !beginsAsDropped(name);
    }

    /** Checks one prefix alone, the last one not after the name: no prefix here is the beginning of another one. */
    private boolean beginsAsDropped(String name) {
        String prefix = droppedPrefixes.floor(name);
        return prefix != null && name.startsWith(prefix);
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
