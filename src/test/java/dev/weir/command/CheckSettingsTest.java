package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.StartCheck;
import dev.weir.check.StubUpstream;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingBounds;
import dev.weir.settings.SettingNames;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code check} reports about names and values of settings. */
class CheckSettingsTest {
    @TempDir
    Path directory;

    private CheckDirectory files;

    @BeforeEach
    void makeConfigDirectory() throws IOException {
        files = CheckDirectory.in(directory);
    }

    @Test
    void namesEveryDurationAndSizeThatIsOutOfItsBounds() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        SettingBounds.ALL.keySet().forEach(System::clearProperty); // profiles of booted tests leave theirs behind
        SettingBounds.ALL.forEach((name, bounds) -> environment.put(SettingNames.variableOf(name), bounds.tooLarge()));
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal)).containsAll(SettingBounds.ALL.keySet());
    }

    @Test
    void namesABoundBesideABadValueAndNeverWaitsForAConnectionOfNoTime() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_TIMEOUT_CONNECT", "0s");
        environment.put("WEIR_TIMEOUT_IDLE", "soon");
        TestCommandContext terminal = files.context(environment);

        SettingsReading reading = SettingsReader.read(CheckDirectory.location(terminal));

        assertThat(reading).isInstanceOfSatisfying(SettingsReading.Loaded.class, read -> {
            assertThat(read.findings())
                    .extracting(Finding::subject)
                    .contains("weir.timeout.connect", "weir.timeout.idle");
            assertThat(read.config().timeout().connect()).isPositive();
        });
    }

    @Test
    void namesTheSettingThatIsAtFaultNotItsRepair() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_TIMEOUT_IDLE", "soon");
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   weir.timeout.idle: \"soon\" is not valid (expected: a duration such as 5s or 2m)")
                .contains("or as WEIR_TIMEOUT_IDLE in the environment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "QUARKUS_HTTP_PORT | http | FAULT   quarkus.http.port: \"http\" is not valid (expected: a whole",
                "QUARKUS_LOG_LEVEL | VERBOSE | FAULT   quarkus.log.level: \"VERBOSE\" is not valid (expected: a level",
                "QUARKUS_HTTP_IDLE_TIMEOUT | soon | FAULT   quarkus.http.idle-timeout: \"soon\" is not valid",
                "QUARKUS_MANAGEMENT_PORT | 8080 | FAULT   quarkus.management.port: 8080 is quarkus.http.port too",
                "WEIR_BODY_MAX_IN_FLIGHT | 512G | WARNING weir.body.max-in-flight: 524288M is more than the heap",
                "WEIR_BODY_MAX_IN_FLIGHT | 8M | WARNING weir.body.max-size: 32M is more than all bodies together",
            })
    void namesAValueThatStopsServeOrThatMemoryCannotHold(String variable, String value, String expected)
            throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put(variable, value);
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal, "--offline");

        assertThat(terminal.out()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weir: { bdy: { max-size: 1M } } | FAULT   weir.bdy.max-size: unknown, set in | Did you mean "
                        + "weir.body?",
                "weir: { body: { max-sze: 1M } } | FAULT   weir.body.max-sze: unknown | Did you mean "
                        + "weir.body.max-size?",
                "weir: { nonsense: 1 } | FAULT   weir.nonsense: unknown | known there: body, ",
                "wier: { a: 1 } | WARNING config/application.yaml: line 1: wier: neither | (did you mean weir?)",
                "'\"%prod\": { quarkuss: { a: 1 } }' | WARNING config/application.yaml: line 1: quarkuss: | quarkus?)",
                "quarkus: { http: { prot: 1 } } | WARNING quarkus.http.prot: unknown | did you mean quarkus.http.port?",
                "weir.validation: minimal | No faults | No faults",
                "quarkus: { log: { category: { \"a.b\": { level: INFO } } } } | No faults | No faults",
            })
    void suggestsWhatAnUnknownNameMayHaveMeant(String yaml, String problem, String remedy) throws IOException {
        files.write("application.yaml", yaml);
        files.write("policy.yaml", CheckDirectory.POLICY);
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        CheckDirectory.check(terminal, "--offline");

        assertThat(terminal.out()).contains(problem).contains(remedy);
    }

    @Test
    void namesBothLinesOfAKeyThatIsGivenTwice() throws IOException {
        files.write("application.yaml", """
                weir:
                  body: { max-size: 1M }
                  validation: minimal
                  body: { max-size: 2M }
                """);
        files.write("policy.yaml", CheckDirectory.POLICY);
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        int code = CheckDirectory.check(terminal, "--offline");

        assertThat(terminal.out())
                .contains(
                        "FAULT   config/application.yaml: line 4, column 3: weir.body: given twice (first in line 2)");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void warnsOfTwoUpstreamsWithTheSamePriority() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_UPSTREAMS_OTHER_URL", "http://127.0.0.1:2");
        environment.put("WEIR_UPSTREAMS_OTHER_KEYS_MAIN", "other");
        files.write("application.yaml", "weir: { upstreams: { main: { priority: 3 }, other: { priority: 3 } } }");
        TestCommandContext terminal = files.context(environment);

        int code = CheckDirectory.check(terminal, "--offline");

        assertThat(terminal.out())
                .contains("WARNING weir.upstreams.main.priority, weir.upstreams.other.priority: the same priority 3");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void warnsOfUnknownVariablesWithoutCallingThemFaults() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        try (StubUpstream upstream = StubUpstream.responding("200 OK")) {
            Map<String, String> environment = files.environment(upstream.url());
            environment.put("WEIR_SERVICE_HOST", "10.0.0.1");
            environment.put("WEIR_PORT", "tcp://10.0.0.1:80");
            TestCommandContext terminal = files.context(environment);

            int code = CheckDirectory.check(terminal);

            assertThat(terminal.out())
                    .contains("WARNING environment: not a setting of Weir: WEIR_PORT, WEIR_SERVICE_HOST\n");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void saysWhereTheSettingsFileIsNoYamlWithoutQuotingIt() throws IOException {
        files.write("application.yaml", "weir:\n  pseudonym-key: 'canary\n  upstreams: [\n");
        TestCommandContext terminal = files.context(Map.of());

        int code = CheckDirectory.check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   config/application.yaml: line ")
                .doesNotContain("canary");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void letsTheEnvironmentWinOverTheFile() throws IOException {
        files.write("application.yaml", "weir:\n  policy-file: config/other.yaml\n");
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_POLICY_FILE", "config/policy.yaml");
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(terminal.out()).contains("good    config/policy.yaml");
    }

    @Test
    void acceptsTheAnnotatedSettingsThatWeirShips() throws IOException {
        Files.copy(Path.of("config/application.yaml"), directory.resolve("config/application.yaml"));
        files.write("policy.yaml", CheckDirectory.POLICY);
        TestCommandContext terminal = files.context(Map.of(
                "WEIR_PSEUDONYM_KEY", CheckDirectory.PSEUDONYM_KEY, "ANTHROPIC_API_KEY", CheckDirectory.UPSTREAM_KEY));

        StartCheck check = StartCheck.of(CheckDirectory.location(terminal), Clock.systemUTC());

        assertThat(check.findings()).isEmpty();
    }
}
