package dev.weir.command;

import dev.weir.settings.SettingsLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The working directory of {@code check} and {@code serve}: has the shipped prices, and what a test writes. */
record CheckDirectory(Path directory) {
    static final String PSEUDONYM_KEY = "0123456789abcdef0123456789abcdef";
    static final String UPSTREAM_KEY = "sk-ant-canary-7f3a";

    /** A policy with a key and without limits. */
    static final String POLICY = """
            plans:
              developer: {}
            teams:
              search:
                plan: developer
                keys:
                  - { id: ci, sha256: "%s" }
            """.formatted("ab".repeat(32));

    static CheckDirectory in(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.copy(Path.of("config/prices.yaml"), directory.resolve("config/prices.yaml"));
        return new CheckDirectory(directory);
    }

    /** Runs {@code check} and returns its exit code. */
    static int check(TestCommandContext terminal, String... args) {
        return CommandLines.run(new CheckCommand(terminal.context()), List.of(args), terminal.context());
    }

    /** Runs {@code serve}, which must not start, and returns its exit code. */
    static int serve(TestCommandContext terminal) {
        return CommandLines.run(new ServeCommand(terminal.context()), List.of(), terminal.context());
    }

    static SettingsLocation location(TestCommandContext terminal) {
        return new SettingsLocation(
                terminal.context().environment(), terminal.context().directory(), Optional.empty());
    }

    /** Returns the settings and secrets of faults in the output, each once. */
    static List<String> subjects(TestCommandContext terminal) {
        return terminal.out()
                .lines()
                .filter(line -> line.startsWith("FAULT"))
                .map(line -> line.substring("FAULT   ".length()).split(": ", 2)[0])
                .distinct()
                .toList();
    }

    /** Writes a file below {@code config}. */
    void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve("config").resolve(name), text);
    }

    /** Returns variables that set everything; no Redis listens at its address. */
    Map<String, String> environment(String upstreamUrl) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_PSEUDONYM_KEY", PSEUDONYM_KEY);
        environment.put("WEIR_UPSTREAMS_MAIN_URL", upstreamUrl);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", UPSTREAM_KEY);
        environment.put("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1");
        return environment;
    }

    TestCommandContext context(Map<String, String> environment) {
        return new TestCommandContext(directory, environment);
    }
}
