package dev.weir.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files {@code --config <dir>} moves: those below {@code config/}, whatever setting names them. */
class ConfigDirectoryTest {
    private static final String SETTINGS = """
            weir:
              pseudonym-key: file:config/pseudonym.key
              upstreams:
                main:
                  url: https://127.0.0.1:1
                  trust: config/ca.pem
                  keys: { main: "file:secrets/upstream.key" }
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("application.yaml"), SETTINGS);
        Files.writeString(elsewhere.resolve("policy.yaml"), """
                plans: { developer: {} }
                teams: { search: { plan: developer, keys: [{ id: service, sha256: "%s" }] } }
                """.formatted("ab".repeat(32)));
        Files.writeString(elsewhere.resolve("pseudonym.key"), "p".repeat(32));
        Files.writeString(elsewhere.resolve("ca.pem"), "certificate");
        Files.createDirectories(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets/upstream.key"), "sk-upstream");
    }

    @Test
    void holdsEveryFileBelowConfigWhileOthersStartFromTheWorkingDirectory() {
        TestCommandContext terminal = new TestCommandContext(directory, Map.of());

        int code = CommandLines.run(
                new CheckCommand(terminal.context()),
                List.of("--offline", "--config", "elsewhere"),
                terminal.context());

        assertThat(terminal.out()).doesNotContain("FAULT");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void namesThePathWhereAFileIsNotThere() throws IOException {
        Files.delete(directory.resolve("elsewhere/pseudonym.key"));
        Files.delete(directory.resolve("elsewhere/ca.pem"));
        TestCommandContext terminal = new TestCommandContext(directory, Map.of());

        CommandLines.run(
                new CheckCommand(terminal.context()),
                List.of("--offline", "--config", "elsewhere"),
                terminal.context());

        assertThat(terminal.out())
                .contains(directory.resolve("elsewhere/pseudonym.key") + ": no such file")
                .contains(directory.resolve("elsewhere/ca.pem") + ": no such file");
    }

    @Test
    void namesTheFilesThatAreRead() throws IOException {
        Path policy = directory.resolve("elsewhere/policy.yaml");
        Files.writeString(policy, "plans: { developer: {} }\nteams: { search: { plan: nobody } }\n");
        TestCommandContext terminal = new TestCommandContext(directory, Map.of());

        CommandLines.run(
                new CheckCommand(terminal.context()),
                List.of("--offline", "--config", "elsewhere"),
                terminal.context());

        assertThat(terminal.out())
                .contains("FAULT   " + policy + ": ", "good    " + directory.resolve("elsewhere/prices.yaml"))
                .doesNotContain("config/policy.yaml", "config/prices.yaml");
    }

    @Test
    void showsOnlyPathsThatMove() {
        SettingsLocation moved = new SettingsLocation(Map.of(), directory, Optional.of(directory.resolve("elsewhere")));
        SettingsLocation usual = new SettingsLocation(Map.of(), directory, Optional.empty());
        Path policy = Path.of("config", "policy.yaml");

        assertThat(moved.shown(policy))
                .isEqualTo(directory.resolve("elsewhere/policy.yaml").toString());
        assertThat(moved.shown(Path.of("other", "policy.yaml"))).isEqualTo("other/policy.yaml");
        assertThat(moved.shown(Path.of("/etc/policy.yaml"))).isEqualTo("/etc/policy.yaml");
        assertThat(usual.shown(policy)).isEqualTo("config/policy.yaml");
    }

    @Test
    void givesABootedGatewayTheSamePaths() {
        SettingsLocation location =
                new SettingsLocation(Map.of(), directory, Optional.of(directory.resolve("elsewhere")));

        UpstreamConfig upstream =
                requireNonNull(location.upstreams(settings(location)).get("main"));

        assertThat(upstream.trust()).contains(directory.resolve("elsewhere/ca.pem"));
        assertThat(upstream.keys()).containsEntry("main", "file:" + directory.resolve("secrets/upstream.key"));
        assertThat(location.secret("sk-literal")).isEqualTo("sk-literal");
        assertThat(location.secret("file:")).isEqualTo("file:");
    }

    private static WeirConfig settings(SettingsLocation location) {
        return switch (SettingsReader.read(location)) {
            case SettingsReading.Loaded(WeirConfig config, var _) -> config;
            case SettingsReading.NotLoaded(var fault) -> throw new AssertionError(fault);
        };
    }
}
