package dev.weir.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The values of a mapping with a closed set of keys; empty where the node is not a mapping. */
public final class YamlFields {
    private final YamlNode owner;
    private final Map<String, YamlNode> found;

    YamlFields(YamlNode owner, Map<String, YamlNode> found) {
        this.owner = owner;
        this.found = found;
    }

    /** Returns the value of a key; absent where the key is missing. */
    public Optional<YamlNode> find(String key) {
        return Optional.ofNullable(found.get(key));
    }

    /** Returns the value of a key; a missing key is a fault of the mapping. */
    public Optional<YamlNode> require(String key) {
        return find(key).or(() -> missing(key, ""));
    }

    /** Returns the value of a key; a missing key is a fault of the mapping that names what was expected. */
    public Optional<YamlNode> require(String key, String expected) {
        return find(key).or(() -> missing(key, YamlNode.expectation(expected)));
    }

    /** Returns whether the key is present. */
    public boolean has(String key) {
        return found.containsKey(key);
    }

    /** Returns whether no known key is present. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Runs an action for each known key that is present, in the order of the file. */
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
