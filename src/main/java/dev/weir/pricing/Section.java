package dev.weir.pricing;

import dev.weir.pricing.YamlNode.Mapping;
import dev.weir.pricing.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A mapping of the file while it is read: every fault goes to one list, and reading goes on with a value that is absent
 * or a stand-in, so that one reading names all faults.
 */
final class Section {
    private final Mapping mapping;
    private final String path;
    private final Faults faults;

    private Section(Mapping mapping, String path, Faults faults) {
        this.mapping = mapping;
        this.path = path;
        this.faults = faults;
    }

    /** Opens a mapping; anything else is a fault, as is every key that is not among {@code keys}. */
    static Section open(YamlNode node, String path, Set<String> keys, Faults faults) {
        var section = open(node, path, faults);
        section.mapping.values().forEach((key, value) -> {
            if (!keys.contains(key)) {
                faults.add(value.line(), section.pathOf(key), "unknown key (expected: " + sorted(keys) + ")");
            }
        });
        return section;
    }

    /** Opens a mapping of any keys. */
    static Section open(YamlNode node, String path, Faults faults) {
        if (node instanceof Mapping mapping) {
            return new Section(mapping, path, faults);
        }
        faults.add(node, path, "a mapping");
        return new Section(new Mapping(node.line(), Map.of()), path, faults);
    }

    int line() {
        return mapping.line();
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<YamlNode> find(String key) {
        return Optional.ofNullable(mapping.values().get(key));
    }

    /** Returns the value of a key that must be there. */
    Optional<YamlNode> require(String key) {
        var value = find(key);
        if (value.isEmpty()) {
            faults.add(line(), pathOf(key), "missing");
        }
        return value;
    }

    /** Reads every item of a list, each with its path; an absent key is an empty list. */
    <T> List<T> items(String key, BiFunction<YamlNode, String, T> read) {
        var items = new ArrayList<T>();
        find(key).ifPresent(node -> {
            if (node instanceof Sequence(int _, List<YamlNode> values)) {
                for (var value : values) {
                    items.add(read.apply(value, pathOf(key) + "[" + items.size() + "]"));
                }
                return;
            }
            faults.add(node, pathOf(key), "a list");
        });
        return items;
    }

    /** Reads every value of a mapping of any keys; an absent key is an empty mapping. */
    <T> Map<String, T> values(String key, BiFunction<YamlNode, String, T> read) {
        var values = new LinkedHashMap<String, T>();
        find(key)
                .map(node -> open(node, pathOf(key), faults))
                .ifPresent(section -> section.mapping
                        .values()
                        .forEach((name, node) -> values.put(name, read.apply(node, section.pathOf(name)))));
        return values;
    }

    private static String sorted(Set<String> keys) {
        return String.join(", ", keys.stream().sorted().toList());
    }
}
