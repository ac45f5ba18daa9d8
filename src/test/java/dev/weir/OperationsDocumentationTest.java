package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/operations.md} with the warnings and errors that the code logs. */
class OperationsDocumentationTest {
    private static final Pattern LOGGED =
            Pattern.compile("LOG\\.(?:warn|error)f?\\(\\s*(?:\\w+,\\s*)?\"((?:[^\"\\\\]|\\\\.)+)\"");
    private static final Pattern PLACEHOLDER = Pattern.compile("%[sd]");

    @Test
    void describesEveryWarningAndErrorOfTheLog() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));

        assertThat(logged())
                .hasSizeGreaterThan(10)
                .allSatisfy(text -> assertThat(page).contains(text));
    }

    /** Returns the longest piece without a placeholder of each text. */
    private static List<String> logged() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
            return tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("simulator")
                            && !file.toString().contains("demo"))
                    .map(OperationsDocumentationTest::read)
                    .flatMap(source -> LOGGED.matcher(source).results())
                    .map(found -> PLACEHOLDER
                            .splitAsStream(found.group(1))
                            .map(String::strip)
                            .max(Comparator.comparingInt(String::length))
                            .orElseThrow())
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
