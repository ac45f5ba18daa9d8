package dev.weir.settings;

import dev.weir.reload.FileReading;
import dev.weir.reload.WatchedFile;
import dev.weir.yaml.Faults;
import dev.weir.yaml.NearName;
import dev.weir.yaml.YamlDocument;
import dev.weir.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds mistakes of an {@code application.yaml} that Quarkus ignores: keys given twice, and sections that nothing
 * reads.
 *
 * @param name the file as findings show it
 */
record SettingsFile(String name, Path path) {
    private static final Set<String> SECTIONS = Set.of("weir", "quarkus", "mp", "smallrye");
    private static final int DEEPEST = 20;

    /** Returns faults for keys that are given twice, and warnings for sections that are not known. */
    List<Finding> findings() {
        List<Finding> unknown = new ArrayList<>();
        WatchedFile<Boolean> file = new WatchedFile<>(path, yaml -> read(yaml, unknown));
        file.poll();
        List<Finding> findings = new ArrayList<>();
        file.faults().stream()
                .filter(fault -> fault.contains("given twice"))
                .map(fault -> fault.replaceFirst(": \\.", ": "))
                .map(fault -> Finding.fault(name, fault, "Keep one of the two; otherwise the second wins in silence."))
                .forEach(findings::add);
        findings.addAll(unknown);
        return findings;
    }

    private FileReading<Boolean> read(byte[] yaml, List<Finding> unknown) {
        Faults faults = new Faults();
        YamlDocument.parse(yaml, "settings", faults).ifPresent(root -> {
            visit(root, 0);
            sections(root, unknown);
        });
        return faults.isEmpty() ? new FileReading.Valid<>(true) : new FileReading.Invalid<>(faults.inOrder());
    }

    /** Visits every mapping, which records the keys that are given twice. */
    private static void visit(YamlNode node, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        if (node.isMapping()) {
            node.named("settings").values().forEach(value -> visit(value, depth + 1));
        }
    }

    private void sections(YamlNode root, List<Finding> unknown) {
        if (!root.isMapping()) {
            return;
        }
        root.named("sections").forEach((key, value) -> {
            String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
            if (key.startsWith("%")) {
                sections(value, unknown);
            } else if (!SECTIONS.contains(section)) {
                unknown.add(Finding.warning(
                        name,
                        "line " + value.line() + ": " + section + ": neither Weir nor Quarkus reads this section"
                                + NearName.hint(section, SECTIONS),
                        "Correct or remove it."));
            }
        });
    }
}
