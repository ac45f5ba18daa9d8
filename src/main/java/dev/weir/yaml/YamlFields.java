package dev.weir.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What stands under the keys of a mapping that has a closed set of them; empty where no mapping stands there. */
public final class YamlFields {
    private final YamlNode owner;
    private final Map<String, YamlNode> found;

    YamlFields(YamlNode owner, Map<String, YamlNode> found) {
        this.owner = owner;
        this.found = found;
    }

    /** Returns what stands under a key, where the key is there. */
    public Optional<YamlNode> find(String key) {
        return Optional.ofNullable(found.get(key));
    }

    /** Returns what stands under a key; that the key is missing is a fault of the mapping. */
    public Optional<YamlNode> require(String key) {
        return find(key).or(() -> missing(key, ""));
    }

    /** Returns what stands under a key; that the key is missing is a fault of the mapping, which says what was expected. */
    public Optional<YamlNode> require(String key, String expected) {
        return find(key).or(() -> missing(key, YamlNode.expectation(expected)));
    }

    /** Returns whether the key is there. */
    public boolean has(String key) {
        return found.containsKey(key);
    }

    /** Returns whether no known key is there. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Calls for each known key that is there, in the order of the file. */
    public void forEach(BiConsumer<String, YamlNode> action) {
        found.forEach(action);
    }

    private Optional<YamlNode> missing(String key, String expectation) {
        if (owner.isMapping()) {
            owner.fault(key + " is missing" + expectation);
        }
        return Optional.empty();
    }
}
