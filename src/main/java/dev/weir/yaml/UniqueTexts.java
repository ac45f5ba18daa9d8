package dev.weir.yaml;

import java.util.HashMap;
import java.util.Map;

/** Refuses texts that stood at another place before. */
public final class UniqueTexts {
    private final Map<String, YamlNode> places = new HashMap<>();

    /** Notes a text at its place; where it was noted before, that is a fault, which shows the first place, not the text. */
    public void note(String text, YamlNode place) {
        YamlNode first = places.putIfAbsent(text, place);
        if (first != null) {
            place.fault("the same as " + first.path() + " in line " + first.line());
        }
    }
}
