package dev.weir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * A part of a YAML file, reached by names and indexes.
 *
 * @param node a map, a list or a value
 */
record Manifest(Object node) {
    /** Returns the documents of a file. */
    static List<Manifest> all(String file) throws IOException {
        List<Manifest> documents = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            new Yaml().loadAll(in).forEach(document -> documents.add(new Manifest(document)));
        }
        return documents;
    }

    static Manifest one(String file) throws IOException {
        return all(file).getFirst();
    }

    /** Returns the part that a path names, such as {@code spec.containers.0}. */
    Manifest at(String path) {
        Object found = node;
        for (String step : path.split("\\.", -1)) {
            Object next = found instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : map(found).get(step);
            if (next == null) {
                throw new AssertionError("nothing at " + path);
            }
            found = next;
        }
        return new Manifest(found);
    }

    /** Returns the members of a list. */
    List<Manifest> items() {
        return ((List<?>) node).stream().map(Manifest::new).toList();
    }

    int number() {
        return Integer.parseInt(text());
    }

    String text() {
        return String.valueOf(node);
    }

    private static Map<?, ?> map(Object found) {
        return (Map<?, ?>) found;
    }
}
