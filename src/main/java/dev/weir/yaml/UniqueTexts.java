package dev.weir.yaml;

import java.util.HashMap;
import java.util.Map;

/** Texts that may appear only once in a file. */
public final class UniqueTexts {
    private final Map<String, YamlNode> firstNodes = new HashMap<>();

    /** Adds the text of a node; a repeated text is a fault that names the first node and never shows the text. */
    public void add(String text, YamlNode node) {
        YamlNode first = firstNodes.putIfAbsent(text, node);
        if (first != null) {
            node.fault("the same as " + first.path() + " in line " + first.line());
        }
    }
}
