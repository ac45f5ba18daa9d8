package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleCheckTest {
    @TempDir
    Path directory;

    /** A gateway that was booted in this process leaves its settings behind, which would win. */
    @BeforeEach
    void forgetTheSettingsOfABootedConsole() {
        System.clearProperty("weir.console.enabled");
        System.clearProperty("weir.console.password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "weir.example", "::", "localhost.example"})
    void doesNotStartWithoutAPasswordWhereOthersReachThePort(String host) {
        assertThat(findings(Map.of("WEIR_CONSOLE_ENABLED", "true", "QUARKUS_MANAGEMENT_HOST", host)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.severity()).isEqualTo(Finding.Severity.FAULT);
                    assertThat(fault.problem()).contains("listens on " + host);
                    assertThat(fault.remedy()).contains("WEIR_CONSOLE_PASSWORD");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void needsNoPasswordWhereOnlyThisMachineReachesThePort(String host) {
        assertThat(findings(Map.of("WEIR_CONSOLE_ENABLED", "true", "QUARKUS_MANAGEMENT_HOST", host)))
                .isEmpty();
    }

    @Test
    void takesAPasswordOnEveryAddress() {
        assertThat(findings(Map.of(
                        "WEIR_CONSOLE_ENABLED", "true",
                        "WEIR_CONSOLE_PASSWORD", "secret",
                        "QUARKUS_MANAGEMENT_HOST", "0.0.0.0")))
                .isEmpty();
    }

    @Test
    void doesNotStartWithAPasswordThatCannotBeRead() {
        assertThat(findings(Map.of(
                        "WEIR_CONSOLE_ENABLED", "true", "WEIR_CONSOLE_PASSWORD", "file:" + directory.resolve("none"))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains("no such file"));
    }

    @Test
    void asksForNothingWhereTheConsoleIsOff() {
        assertThat(findings(Map.of("QUARKUS_MANAGEMENT_HOST", "0.0.0.0"))).isEmpty();
    }

    private List<Finding> findings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "WEIR_PSEUDONYM_KEY", "0123456789abcdef0123456789abcdef",
                "WEIR_UPSTREAMS_MAIN_URL", "https://api.anthropic.com",
                "WEIR_UPSTREAMS_MAIN_KEYS_MAIN", "upstream-key"));
        environment.putAll(more);
        SettingsLocation location = new SettingsLocation(environment, directory, Optional.empty());
        return StartCheck.of(location, Clock.systemUTC()).findings().stream()
                .filter(finding -> finding.subject().startsWith("weir.console"))
                .toList();
    }
}
