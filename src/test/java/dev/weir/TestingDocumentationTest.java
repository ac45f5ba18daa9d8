package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/testing.md} maps the classes that support tests, and names no class that is gone. */
class TestingDocumentationTest {
    private static final Path PAGE = Path.of("docs/testing.md");

    /** A name of several words in back ticks, as only types have; not a pattern of names, nor a variable. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w*[A-Z]\\w*)`");

    @Test
    void mapsEverySupportClass() throws IOException {
        String page = Files.readString(PAGE);

        Set<String> missing = types("src/test/java").stream()
                .filter(type -> !type.endsWith("Test") && !type.equals("package-info"))
                .filter(type -> !page.contains("`" + type + "`"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    @Test
    void namesNoClassThatIsGone() throws IOException {
        Set<String> named = TYPE.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).hasSizeGreaterThan(70).isSubsetOf(types("src"));
    }

    private static Set<String> types(String root) throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of(root))) {
            return tree.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
