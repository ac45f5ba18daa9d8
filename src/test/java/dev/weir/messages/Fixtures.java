package dev.weir.messages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The raw bodies and streams under {@code src/test/resources/fixtures}. */
public final class Fixtures {
    private static final Path ROOT = Path.of("src/test/resources/fixtures");

    private Fixtures() {}

    public static List<String> requests() {
        return names("requests", ".json");
    }

    public static List<String> streams() {
        return names("streams", ".sse");
    }

    public static byte[] request(String name) {
        return bytes(ROOT.resolve("requests").resolve(name + ".json"));
    }

    public static byte[] stream(String name) {
        return bytes(ROOT.resolve("streams").resolve(name + ".sse"));
    }

    public static Operation operation(String request) {
        return request.startsWith("count-tokens") ? Operation.COUNT_TOKENS : Operation.MESSAGES;
    }

    private static List<String> names(String folder, String ending) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
