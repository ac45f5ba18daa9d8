package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.BenchOptions.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrerequisitesTest {
    @TempDir
    Path directory;

    @Test
    void findsEnvoyInAPythonEnvironment() throws IOException {
        Path binary = directory.resolve("lib/python3.11/site-packages/envoy/_bin/envoy");
        Files.createDirectories(binary.resolveSibling("."));
        Files.createFile(binary);
        assertThat(binary.toFile().setExecutable(true)).isTrue();

        assertThat(new Peers(directory).envoy()).contains(binary);
        assertThat(new Prerequisites(new Peers(directory)).reasonAgainst(Kind.ENVOY_METERING))
                .isEmpty();
    }

    @Test
    void saysWhereItLookedForPortkey() {
        assertThat(new Prerequisites(new Peers(directory))
                        .reasonAgainst(Kind.PORTKEY)
                        .orElseThrow())
                .contains(directory.toString(), "@portkey-ai/gateway");
    }

    @Test
    void keepsFewerStreamsOpenWhereFilesAreFew() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());

        assertThat(Prerequisites.possible(new Course.OpenStreams(8_000), 5_000, nowhere))
                .isEqualTo(new Course.OpenStreams(2_000));
        assertThat(Prerequisites.possible(new Course.OpenStreams(8_000), 20_000, nowhere))
                .isEqualTo(new Course.OpenStreams(8_000));
    }

    @Test
    void readsTheVersionOfPortkey() throws IOException {
        Path script = directory.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
        Files.createDirectories(script.resolveSibling("."));
        Files.createFile(script);
        Files.writeString(script.resolve("../../package.json").normalize(), "{\"version\": \"1.15.2\"}");

        assertThat(new Peers(directory).portkeyVersion()).isEqualTo("1.15.2");
        assertThat(new Peers(directory).portkey())
                .isEqualTo(Machine.has("node") ? Optional.of(script) : Optional.empty());
    }
}
