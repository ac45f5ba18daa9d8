package dev.weir.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the keys of all teams, so that it sees where two are the same. */
final class KeyReader {
    private static final String ID = "id";
    private static final String SHA256 = "sha256";
    private static final String USER = "user";
    private static final String EXPIRES = "expires";
    private static final int LONGEST_USER = 1024;

    /** The keys of a key. */
    static final Set<String> KNOWN = PlanReader.ordered(List.of(ID, SHA256, USER, EXPIRES));

    private final Map<String, Place> digests = new HashMap<>();

    /** Reads the keys of one team. */
    List<ApiKey> readAll(Place place) {
        Map<String, Place> ids = new HashMap<>();
        List<ApiKey> keys = new ArrayList<>();
        for (Place item : place.items("a list of keys")) {
            read(item, ids).ifPresent(keys::add);
        }
        return keys;
    }

    private Optional<ApiKey> read(Place place, Map<String, Place> ids) {
        Map<String, Place> fields = place.fields(KNOWN);
        Optional<String> id = required(place, fields, ID).flatMap(KeyReader::id);
        Optional<String> sha256 = required(place, fields, SHA256).flatMap(Values::sha256);
        id.ifPresent(text -> once(text, fields, ID, ids));
        sha256.ifPresent(text -> once(text, fields, SHA256, digests));
        Optional<String> user = PlanReader.field(fields, USER).flatMap(KeyReader::user);
        var expires = PlanReader.field(fields, EXPIRES).flatMap(Values::date);
        return id.flatMap(name -> sha256.map(digest -> new ApiKey(name, digest, user, expires)));
    }

    private static Optional<Place> required(Place place, Map<String, Place> fields, String name) {
        Optional<Place> field = PlanReader.field(fields, name);
        if (field.isEmpty() && place.isMapping()) {
            place.fault(name + " is missing");
        }
        return field;
    }

    private static Optional<String> id(Place place) {
        return place.text("a name for the key").filter(text -> Values.isName(place, text));
    }

    private static Optional<String> user(Place place) {
        return place.text("the one user that the key speaks for").filter(text -> {
            boolean fits = text.length() <= LONGEST_USER;
            if (!fits) {
                place.fault(Shown.length(text) + Place.expectation("at most " + LONGEST_USER));
            }
            return fits;
        });
    }

    private static void once(String text, Map<String, Place> fields, String name, Map<String, Place> seen) {
        PlanReader.field(fields, name).ifPresent(place -> {
            Place first = seen.putIfAbsent(text, place);
            if (first != null) {
                place.fault("the same as " + first.path() + " in line " + Faults.lineOf(first.node()));
            }
        });
    }
}
