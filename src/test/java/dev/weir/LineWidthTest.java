package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No line of code, documentation, settings or scripts is wider than {@code .editorconfig} says. */
class LineWidthTest {
    private static final int MOST = 120;
    private static final List<Path> ROOTS = Stream.of(
                    ".ci",
                    "config",
                    "docker",
                    "docs",
                    "k8s",
                    "src/bench/java",
                    "src/main",
                    "src/test/clients",
                    "src/test/containers",
                    "src/test/java",
                    "src/test/kubernetes",
                    "weir",
                    "README.md")
            .map(Path::of)
            .toList();

    private static final List<String> TEXTS = List.of(".java", ".lua", ".md", ".py", ".yaml", "weir", "run", "nightly");

    @Test
    void keepsEveryLineWithinTheWidth() throws IOException {
        List<Path> files = files();

        List<String> wide = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int at = 0; at < lines.size(); at++) {
                if (isTooWide(file, lines.get(at))) {
                    wide.add(file + ":" + (at + 1));
                }
            }
        }

        assertThat(files).hasSizeGreaterThan(700);
        assertThat(wide).isEmpty();
    }

    /** A row of a Markdown table cannot be broken. */
    private static boolean isTooWide(Path file, String line) {
        boolean isTableRow =
                file.toString().endsWith(".md") && line.stripLeading().startsWith("|");
        return !isTableRow && line.codePointCount(0, line.length()) > MOST;
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : ROOTS) {
            try (Stream<Path> tree = Files.walk(root)) {
                tree.filter(Files::isRegularFile).filter(LineWidthTest::isText).forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return TEXTS.stream().anyMatch(name::endsWith) && !file.toString().contains("node_modules");
    }
}
