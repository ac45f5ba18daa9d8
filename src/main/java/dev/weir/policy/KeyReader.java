package dev.weir.policy;

import dev.weir.yaml.Fields;
import dev.weir.yaml.Once;
import dev.weir.yaml.Place;
import dev.weir.yaml.Shown;
import dev.weir.yaml.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the keys of all teams, so that it sees where two are the same. */
final class KeyReader {
    private static final String ID = "id";
    private static final String SHA256 = "sha256";
    private static final String USER = "user";
    private static final String EXPIRES = "expires";
    private static final int LONGEST_USER = 1024;

    /** The keys of a key. */
    static final List<String> KNOWN = List.of(ID, SHA256, USER, EXPIRES);

    private final Once digests = new Once();

    /** Reads the keys of one team. */
    List<ApiKey> readAll(Place place) {
        Once ids = new Once();
        List<ApiKey> keys = new ArrayList<>();
        for (Place item : place.items("a list of keys")) {
            read(item, ids).ifPresent(keys::add);
        }
        return keys;
    }

    private Optional<ApiKey> read(Place place, Once ids) {
        Fields fields = place.fields(KNOWN);
        Optional<String> id = fields.require(ID).flatMap(at -> once(id(at), at, ids));
        Optional<String> sha256 = fields.require(SHA256).flatMap(at -> once(PolicyValues.sha256(at), at, digests));
        Optional<String> user = fields.find(USER).flatMap(KeyReader::user);
        var expires = fields.find(EXPIRES).flatMap(Values::date);
        return id.flatMap(name -> sha256.map(digest -> new ApiKey(name, digest, user, expires)));
    }

    private static Optional<String> id(Place place) {
        return place.text("a name for the key").filter(text -> PolicyValues.isName(place, text));
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

    private static Optional<String> once(Optional<String> text, Place place, Once seen) {
        text.ifPresent(known -> seen.note(known, place));
        return text;
    }
}
