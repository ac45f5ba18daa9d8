package dev.weir.yaml;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Parses YAML that tests write as text. */
final class YamlDocuments {
    private YamlDocuments() {}

    /** Returns the faults of a text's syntax. */
    static List<String> faults(String yaml) {
        return faults(yaml, _ -> {});
    }

    /** Returns the faults of a text's syntax and of a reading of its root. */
    static List<String> faults(String yaml, Consumer<YamlNode> reading) {
        Faults faults = new Faults();
        parse(yaml, faults).ifPresent(reading);
        return faults.inOrder();
    }

    static Optional<YamlNode> parse(String yaml, Faults faults) {
        return YamlDocument.parse(yaml.getBytes(StandardCharsets.UTF_8), "a mapping", faults);
    }
}
