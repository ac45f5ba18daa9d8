package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.StartCheck;
import dev.weir.check.StubUpstream;
import dev.weir.quota.store.redis.RedisServerForTests;
import dev.weir.settings.Finding;
import dev.weir.settings.SettingBounds;
import dev.weir.settings.SettingNames;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
    private static final String PSEUDONYM_KEY = "0123456789abcdef0123456789abcdef";
    private static final String UPSTREAM_KEY = "sk-ant-canary-7f3a";
    private static final String GOOD_POLICY = """
            plans:
              developer: {}
            teams:
              search:
                plan: developer
                keys:
                  - { id: ci, sha256: "%s" }
            """.formatted("ab".repeat(32));

    @TempDir
    Path directory;

    @BeforeEach
    void makeConfigDirectory() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.copy(Path.of("config/prices.yaml"), directory.resolve("config/prices.yaml"));
    }

    @Test
    void findsNoFaultWhereAllIsGood() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        try (StubUpstream upstream = StubUpstream.responding("200 OK");
                RedisServerForTests redis = RedisServerForTests.start("--appendonly", "yes")) {
            Map<String, String> environment = environment(upstream.url());
            environment.put("QUARKUS_REDIS_HOSTS", redis.url());
            TestCommandContext terminal = contextWith(environment);

            int code = check(terminal);

            assertThat(terminal.out()).matches("""
                            good    config/policy.yaml
                            good    config/prices.yaml
                            good    weir.upstreams.main: reached %s, keys accepted
                            good    quarkus.redis: reached %s \\(Redis 6.2.[0-9]+\\)
                            No faults \\(working directory: %s\\)
                            """.formatted(upstream.url(), redis.url(), directory));
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{ user: { requests-per-minute: 5 } }', 'FAULT  ', 1",
        "'{ team: { usd-per-month: 5 } }', 'FAULT  ', 1",
        "'{}', WARNING, 0"
    })
    void callsAMissingRedisAFaultWhereSomebodyIsLimited(String plan, String level, int expected) throws IOException {
        write("policy.yaml", GOOD_POLICY.replace("developer: {}", "developer: " + plan));
        try (StubUpstream upstream = StubUpstream.responding("200 OK")) {
            TestCommandContext terminal = contextWith(environment(upstream.url()));

            int code = check(terminal);

            assertThat(terminal.out()).contains(level + " quarkus.redis: redis://127.0.0.1:1: cannot be reached: ");
            assertThat(code).isEqualTo(expected);
        }
    }

    @Test
    void namesWhatIsWrongAboutTheSettingsOfRedisAtOnce() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1,http://user:canary@127.0.0.1:2");
        environment.put("QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "nowhere");
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(subjects(terminal)).contains("quarkus.redis.hosts", "quarkus.redis.tls-configuration-name");
        assertThat(terminal.out())
                .contains("2 addresses", "an address is no good", "nothing below quarkus.tls.nowhere")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({"QUARKUS_REDIS_CLIENT_TYPE, nonsense", "QUARKUS_REDIS_TIMEOUT, soon"})
    void namesAValueOfRedisThatIsNoGood(String variable, String value) throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put(variable, value);
        TestCommandContext terminal = contextWith(environment);

        serve(terminal);

        assertThat(terminal.err()).contains('"' + value + "\" is no good", "or as " + variable + " in the environment");
    }

    @Test
    void namesEveryDurationAndSizeThatIsOutOfItsBounds() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        SettingBounds.ALL.keySet().forEach(System::clearProperty); // profiles of booted tests leave theirs behind
        SettingBounds.ALL.forEach((name, bounds) -> environment.put(SettingNames.variableOf(name), bounds.tooLarge()));
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(subjects(terminal)).containsAll(SettingBounds.ALL.keySet());
    }

    @Test
    void namesABoundBesideABadValueAndNeverWaitsForAConnectionOfNoTime() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_TIMEOUT_CONNECT", "0s");
        environment.put("WEIR_TIMEOUT_IDLE", "soon");
        TestCommandContext terminal = contextWith(environment);

        SettingsReading reading = SettingsReader.read(location(terminal));

        assertThat(reading).isInstanceOfSatisfying(SettingsReading.Loaded.class, read -> {
            assertThat(read.findings())
                    .extracting(Finding::subject)
                    .contains("weir.timeout.connect", "weir.timeout.idle");
            assertThat(read.config().timeout().connect()).isPositive();
        });
    }

    @Test
    void namesAllThatIsMissingAtOnce() throws IOException {
        TestCommandContext terminal = contextWith(Map.of("WEIR_PRICES_FILE", "config/ours.yaml"));

        int code = check(terminal);

        assertThat(subjects(terminal))
                .containsExactly("weir.pseudonym-key", "weir.upstreams", "config/policy.yaml", "config/ours.yaml");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void findsThePricesThatWeirCarriesGoodWhereNoFileLiesAtTheUsualPlace() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Files.delete(directory.resolve("config/prices.yaml"));
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        check(terminal);

        assertThat(subjects(terminal)).containsExactly("weir.upstreams.main");
        assertThat(terminal.out()).contains("good    config/prices.yaml (the one that Weir carries)\n");
    }

    @Test
    void namesMoreConnectionsThanTheHeapHolds() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_HTTP_MAX_CONNECTIONS", "100000000");
        TestCommandContext terminal = contextWith(environment);
        System.clearProperty("weir.http.max-connections"); // profiles of booted tests leave theirs behind

        int code = check(terminal);

        assertThat(subjects(terminal)).contains("weir.http.max-connections");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesFaultsOfEveryKindAtOnce() throws IOException {
        write("application.yaml", """
                weir:
                  nonsense: 1
                  pseudonym-key: ${WEIR_PSEUDONYM_KEY:}
                  validation: sometimes
                  requests:
                    max-in-flight: 0
                  timeout:
                    connect: abc
                  body:
                    max-size: 12Q
                  upstreams:
                    main:
                      urll: x
                      auth: basic
                      trust: nowhere.pem
                      keys:
                        main: ${ANTHROPIC_API_KEY:}
                    other:
                      url: https://api.anthropic.com/v1
                      keys:
                        main: ${NOT_SET_ANYWHERE}
                """);
        write("policy.yaml", GOOD_POLICY.replace("plan: developer", "plan: nobody"));
        write("prices.yaml", "nonsense: 1\n");
        TestCommandContext terminal = contextWith(Map.of("WEIR_PSEUDONYM_KEY", "short"));

        int code = check(terminal);

        assertThat(subjects(terminal))
                .contains(
                        "weir.nonsense",
                        "weir.pseudonym-key",
                        "weir.validation",
                        "weir.requests.max-in-flight",
                        "weir.timeout.connect",
                        "weir.body.max-size",
                        "weir.upstreams.main.urll",
                        "weir.upstreams.main.url",
                        "weir.upstreams.main.auth",
                        "weir.upstreams.main.trust",
                        "weir.upstreams.main.keys.main",
                        "weir.upstreams.other.url",
                        "weir.upstreams.other.keys.main",
                        "config/policy.yaml",
                        "config/prices.yaml");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesTheSettingThatIsAtFaultNotItsRepair() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_TIMEOUT_IDLE", "soon");
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   weir.timeout.idle: \"soon\" is no good (expected: a duration such as 5s or 2m)")
                .contains("or as WEIR_TIMEOUT_IDLE in the environment");
    }

    @Test
    void rejectsAPolicyWithoutAnyKeyAndNamesTheCommandThatMakesOne() throws IOException {
        write("policy.yaml", """
                plans:
                  developer: {}
                teams:
                  search: { plan: developer }
                """);
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   config/policy.yaml: no team has a key")
                .contains("./weir key <team>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "QUARKUS_HTTP_PORT | http | FAULT   quarkus.http.port: \"http\" is no good (expected: a whole number)",
                "QUARKUS_LOG_LEVEL | VERBOSE | FAULT   quarkus.log.level: \"VERBOSE\" is no good (expected: a level",
                "QUARKUS_HTTP_IDLE_TIMEOUT | soon | FAULT   quarkus.http.idle-timeout: \"soon\" is no good",
                "QUARKUS_MANAGEMENT_PORT | 8080 | FAULT   quarkus.management.port: 8080 is quarkus.http.port too",
                "WEIR_BODY_MAX_IN_FLIGHT | 512G | WARNING weir.body.max-in-flight: 524288M is more than the heap",
                "WEIR_BODY_MAX_IN_FLIGHT | 8M | WARNING weir.body.max-size: 32M is more than all bodies together",
            })
    void namesAValueThatStopsServeOrThatMemoryCannotHold(String variable, String value, String expected)
            throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put(variable, value);
        TestCommandContext terminal = contextWith(environment);

        check(terminal, "--offline");

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
        write("application.yaml", yaml);
        write("policy.yaml", GOOD_POLICY);
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        check(terminal, "--offline");

        assertThat(terminal.out()).contains(problem).contains(remedy);
    }

    @Test
    void namesBothLinesOfAKeyThatIsGivenTwice() throws IOException {
        write("application.yaml", "weir:\n  body: { max-size: 1M }\n  validation: minimal\n  body: { max-size: 2M }\n");
        write("policy.yaml", GOOD_POLICY);
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        int code = check(terminal, "--offline");

        assertThat(terminal.out())
                .contains(
                        "FAULT   config/application.yaml: line 4, column 3: weir.body: given twice (first in line 2)");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void warnsOfTwoUpstreamsWithTheSamePriority() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_UPSTREAMS_OTHER_URL", "http://127.0.0.1:2");
        environment.put("WEIR_UPSTREAMS_OTHER_KEYS_MAIN", "other");
        write("application.yaml", "weir: { upstreams: { main: { priority: 3 }, other: { priority: 3 } } }");
        TestCommandContext terminal = contextWith(environment);

        int code = check(terminal, "--offline");

        assertThat(terminal.out())
                .contains("WARNING weir.upstreams.main.priority, weir.upstreams.other.priority: the same priority 3");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void connectsToNothingOffline() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        int code = check(terminal, "--offline");

        assertThat(terminal.out())
                .doesNotContain("weir.upstreams", "quarkus.redis")
                .contains("No faults");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void namesAKeyThatTheUpstreamRejects() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        try (StubUpstream upstream = StubUpstream.responding("401 Unauthorized")) {
            TestCommandContext terminal = contextWith(environment(upstream.url()));

            int code = check(terminal);

            assertThat(terminal.out())
                    .contains("FAULT   weir.upstreams.main.keys.main: " + upstream.url() + " rejects this key (401)")
                    .doesNotContain(UPSTREAM_KEY, "good    weir.upstreams.main");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void serveSaysInOneLineWhichPortIsBusy() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        try (ServerSocket data = new ServerSocket(0);
                ServerSocket management = new ServerSocket(0)) {
            Map<String, String> environment = environment("http://127.0.0.1:1");
            environment.put("QUARKUS_HTTP_PORT", String.valueOf(data.getLocalPort()));
            environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(management.getLocalPort()));
            TestCommandContext terminal = contextWith(environment);

            int code = serve(terminal);

            assertThat(terminal.err())
                    .contains("FAULT   quarkus.http.port: port " + data.getLocalPort() + " is busy")
                    .contains("FAULT   quarkus.management.port: port " + management.getLocalPort() + " is busy")
                    .contains("Weir does not start: 2 faults");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void warnsOfUnknownVariablesWithoutCallingThemFaults() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        try (StubUpstream upstream = StubUpstream.responding("200 OK")) {
            Map<String, String> environment = environment(upstream.url());
            environment.put("WEIR_SERVICE_HOST", "10.0.0.1");
            environment.put("WEIR_PORT", "tcp://10.0.0.1:80");
            TestCommandContext terminal = contextWith(environment);

            int code = check(terminal);

            assertThat(terminal.out())
                    .contains("WARNING environment: no setting of Weir: WEIR_PORT, WEIR_SERVICE_HOST\n");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void readsSecretsFromFilesAndNamesTheOnesThatItCannotRead() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Path secret = Files.writeString(directory.resolve("secret"), PSEUDONYM_KEY + "\n");
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_PSEUDONYM_KEY", "file:" + secret);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", "file:" + directory.resolve("absent"));
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(subjects(terminal)).containsExactly("weir.upstreams.main.keys.main");
    }

    @Test
    void showsNoCredential() throws IOException {
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("https://user:" + UPSTREAM_KEY + "@exa mple");
        environment.put("WEIR_PSEUDONYM_KEY", "short-canary-key");
        environment.put("WEIR_UPSTREAMS_OTHER_URL", "http://user:" + UPSTREAM_KEY + "@127.0.0.1:1");
        environment.put("WEIR_UPSTREAMS_OTHER_KEYS_MAIN", UPSTREAM_KEY + "\nsecond line");
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(subjects(terminal))
                .containsExactlyInAnyOrder(
                        "weir.pseudonym-key",
                        "weir.upstreams.main.url",
                        "weir.upstreams.other.url",
                        "weir.upstreams.other.keys.main");
        assertThat(terminal.out() + terminal.err()).doesNotContain("canary");
    }

    @Test
    void saysWhereTheSettingsFileIsNoYamlWithoutQuotingIt() throws IOException {
        write("application.yaml", "weir:\n  pseudonym-key: 'canary\n  upstreams: [\n");
        TestCommandContext terminal = contextWith(Map.of());

        int code = check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   config/application.yaml: line ")
                .doesNotContain("canary");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void letsTheEnvironmentWinOverTheFile() throws IOException {
        write("application.yaml", "weir:\n  policy-file: config/other.yaml\n");
        write("policy.yaml", GOOD_POLICY);
        Map<String, String> environment = environment("http://127.0.0.1:1");
        environment.put("WEIR_POLICY_FILE", "config/policy.yaml");
        TestCommandContext terminal = contextWith(environment);

        check(terminal);

        assertThat(terminal.out()).contains("good    config/policy.yaml");
    }

    @Test
    void acceptsTheAnnotatedSettingsThatWeirShips() throws IOException {
        Files.copy(Path.of("config/application.yaml"), directory.resolve("config/application.yaml"));
        write("policy.yaml", GOOD_POLICY);
        TestCommandContext terminal =
                contextWith(Map.of("WEIR_PSEUDONYM_KEY", PSEUDONYM_KEY, "ANTHROPIC_API_KEY", UPSTREAM_KEY));

        StartCheck check = StartCheck.of(location(terminal), Clock.systemUTC());

        assertThat(check.findings()).isEmpty();
    }

    @Test
    void readsEverythingFromTheDirectoryThatConfigNames() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        write("policy.yaml", "not: this one");
        write("application.yaml", "weir: { not: this one }");
        Files.writeString(elsewhere.resolve("application.yaml"), "weir: { policy-file: config/policy.yaml }");
        Files.writeString(elsewhere.resolve("policy.yaml"), GOOD_POLICY);
        Files.writeString(elsewhere.resolve(".env"), "WEIR_VALIDATION=sometimes\n");
        TestCommandContext terminal = contextWith(environment("http://127.0.0.1:1"));

        check(terminal, "--config", "elsewhere");

        assertThat(subjects(terminal)).containsExactly("weir.validation", "weir.upstreams.main");
        assertThat(terminal.out())
                .contains("good    config/policy.yaml", "good    config/prices.yaml (the one that Weir carries)");
    }

    @Test
    void saysThatConfigNamesTheDirectoryAboveTheOneThatIsMeant() throws IOException {
        write("application.yaml", "weir: {}");
        TestCommandContext terminal = contextWith(Map.of());

        int code = check(terminal, "--config", ".");

        assertThat(terminal.err())
                .contains("--config: name the directory that holds application.yaml (" + directory.resolve("config"));
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void takesNoArguments() {
        TestCommandContext terminal = contextWith(Map.of());

        int code = check(terminal, "now");

        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void serveStopsWithTheSameFaultsOnTheErrorStream() {
        TestCommandContext terminal = contextWith(Map.of());

        int code = serve(terminal);

        assertThat(terminal.err())
                .contains(
                        "weir.pseudonym-key", "weir.upstreams", "config/policy.yaml", "Weir does not start: 3 faults");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    private static int check(TestCommandContext terminal, String... args) {
        return CommandLines.run(new CheckCommand(terminal.context()), List.of(args), terminal.context());
    }

    private static int serve(TestCommandContext terminal) {
        return CommandLines.run(new ServeCommand(terminal.context()), List.of(), terminal.context());
    }

    private static SettingsLocation location(TestCommandContext terminal) {
        return new SettingsLocation(
                terminal.context().environment(), terminal.context().directory(), Optional.empty());
    }

    private Map<String, String> environment(String url) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_PSEUDONYM_KEY", PSEUDONYM_KEY);
        environment.put("WEIR_UPSTREAMS_MAIN_URL", url);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", UPSTREAM_KEY);
        environment.put("QUARKUS_REDIS_HOSTS", "redis://127.0.0.1:1");
        return environment;
    }

    private TestCommandContext contextWith(Map<String, String> environment) {
        return new TestCommandContext(directory, environment);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve("config").resolve(name), text);
    }

    private static List<String> subjects(TestCommandContext terminal) {
        return terminal.out()
                .lines()
                .filter(line -> line.startsWith("FAULT"))
                .map(line -> line.substring("FAULT   ".length()).split(": ", 2)[0])
                .distinct()
                .toList();
    }
}
