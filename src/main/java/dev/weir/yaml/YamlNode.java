package dev.weir.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node of a YAML document with its path and line. A value that is not as expected becomes a fault; reading goes on
 * without it.
 */
public final class YamlNode {
    private static final Set<Tag> SCALARS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    private final Node node;
    private final String path;
    private final Faults faults;

    YamlNode(Node node, String path, Faults faults) {
        this.node = node;
        this.path = path;
        this.faults = faults;
    }

    /** Returns the path, as in {@code teams.search.keys[1].sha256}; empty for the file itself. */
    public String path() {
        return path;
    }

    /** Returns the line in which the node begins, from 1. */
    public int line() {
        return lineOf(node);
    }

    /** Adds a fault of this node; the message must never contain what may be a pasted key. */
    public void fault(String message) {
        faults.add(node.getStartMark(), path, message);
    }

    /** Returns whether the node has no value, as where nothing follows the colon. */
    public boolean isEmpty() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Returns whether the node is a mapping. */
    public boolean isMapping() {
        return node instanceof MappingNode && node.getTag().equals(Tag.MAP);
    }

    /** Returns the text of a scalar as written, whatever type YAML gives it; never the empty text. */
    public Optional<String> text(String expected) {
        if (node instanceof ScalarNode scalar && SCALARS.contains(node.getTag())) {
            String text = scalar.getValue();
            if (!isEmpty() && !text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return reject(expected);
    }

    /** Returns the text of an unquoted scalar, for numbers and booleans. */
    public Optional<String> plain(String expected) {
        if (node instanceof ScalarNode scalar && !scalar.isPlain()) {
            fault("a quoted text" + expectation(expected));
            return Optional.empty();
        }
        return text(expected);
    }

    /** Returns the items of a list. */
    public List<YamlNode> items(String expected) {
        if (!(node instanceof SequenceNode sequence) || !node.getTag().equals(Tag.SEQ)) {
            reject(expected);
            return List.of();
        }
        List<YamlNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlNode(item, path + "[" + items.size() + "]", faults));
        }
        return items;
    }

    /** Returns the items of a list that may not be empty. */
    public List<YamlNode> filledItems(String expected) {
        List<YamlNode> items = items(expected);
        if (items.isEmpty() && node.getTag().equals(Tag.SEQ)) {
            fault("an empty list" + expectation(expected));
        }
        return items;
    }

    /** Returns the values of a mapping whose names the operator chose; paths show the names. */
    public Map<String, YamlNode> named(String expected) {
        return entries(expected, (name, _) -> "." + SafeText.name(name));
    }

    /** Returns the values of a mapping whose names must not be shown: paths number them. */
    public Map<String, YamlNode> numbered(String expected) {
        return entries(expected, (_, index) -> "[" + index + "]");
    }

    /** Returns the values of a mapping with a closed set of names; any other name is a fault. */
    public YamlFields fields(Collection<String> known) {
        String list = String.join(", ", known);
        Map<String, YamlNode> fields = new LinkedHashMap<>(
                entries("a mapping of " + list, (name, _) -> (path.isEmpty() ? "" : ".") + SafeText.name(name)));
        fields.entrySet().removeIf(field -> {
            boolean isUnknown = !known.contains(field.getKey());
            if (isUnknown) {
                String hint = NearName.hint(field.getKey(), known);
                field.getValue().fault("unknown key" + (hint.isEmpty() ? expectation("one of " + list) : hint));
            }
            return isUnknown;
        });
        return new YamlFields(this, fields);
    }

    /** Adds the fault that the value is not as expected, and returns no value. */
    public <T> Optional<T> reject(String expected) {
        fault(described() + expectation(expected));
        return Optional.empty();
    }

    /** Returns the end of a fault message, which names what was expected. */
    public static String expectation(String expected) {
        return " (expected: " + expected + ")";
    }

    private Map<String, YamlNode> entries(String expected, PathSuffix suffix) {
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            reject(expected);
            return Map.of();
        }
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        int index = 0;
        for (NodeTuple tuple : mapping.getValue()) {
            entry(tuple, suffix, index++, lines).ifPresent(entry -> entries.put(entry.name(), entry.node()));
        }
        return entries;
    }

    private Optional<NamedNode> entry(NodeTuple tuple, PathSuffix suffix, int index, Map<String, Integer> lines) {
        Node key = tuple.getKeyNode();
        if (!(key instanceof ScalarNode scalar) || !SCALARS.contains(key.getTag())) {
            faults.add(key.getStartMark(), path, "a key that is not a text" + expectation("a plain name"));
            return Optional.empty();
        }
        String name = scalar.getValue();
        String entryPath = path + suffix.of(name, index);
        if (key.getTag().equals(Tag.MERGE)) {
            faults.add(
                    key.getStartMark(),
                    path,
                    "merge keys are not supported: write the values out, or alias a whole value");
            return Optional.empty();
        }
        Integer first = lines.putIfAbsent(name, lineOf(key));
        if (first != null) {
            faults.add(key.getStartMark(), entryPath, "given twice (first in line " + first + ")");
            return Optional.empty();
        }
        return Optional.of(new NamedNode(name, new YamlNode(tuple.getValueNode(), entryPath, faults)));
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private String described() {
        if (isEmpty()) {
            return "empty";
        }
        return switch (node) {
            case MappingNode _ when node.getTag().equals(Tag.MAP) -> "a mapping";
            case SequenceNode _ when node.getTag().equals(Tag.SEQ) -> "a list";
            case ScalarNode scalar when SCALARS.contains(node.getTag()) -> SafeText.value(scalar.getValue());
            default -> "a value with a YAML tag";
        };
    }

    /** Extends a path to an entry of a mapping. */
    private interface PathSuffix {
        String of(String name, int index);
    }

    private record NamedNode(String name, YamlNode node) {}
}
