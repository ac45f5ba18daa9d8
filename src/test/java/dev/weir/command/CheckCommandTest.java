package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.check.StubUpstream;
import dev.weir.quota.store.redis.RedisServerForTests;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    Path directory;

    private CheckDirectory files;

    @BeforeEach
    void makeConfigDirectory() throws IOException {
        files = CheckDirectory.in(directory);
    }

    @Test
    void findsNoFaultWhereAllIsGood() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        try (StubUpstream upstream = StubUpstream.responding("200 OK");
                RedisServerForTests redis = RedisServerForTests.start("--appendonly", "yes")) {
            Map<String, String> environment = files.environment(upstream.url());
            environment.put("QUARKUS_REDIS_HOSTS", redis.url());
            TestCommandContext terminal = files.context(environment);

            int code = CheckDirectory.check(terminal);

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

    @Test
    void namesAllThatIsMissingAtOnce() throws IOException {
        TestCommandContext terminal = files.context(Map.of("WEIR_PRICES_FILE", "config/ours.yaml"));

        int code = CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal))
                .containsExactly("weir.pseudonym-key", "weir.upstreams", "config/policy.yaml", "config/ours.yaml");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void findsThePricesThatWeirCarriesGoodWhereNoFileLiesAtTheUsualPlace() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Files.delete(directory.resolve("config/prices.yaml"));
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal)).containsExactly("weir.upstreams.main");
        assertThat(terminal.out()).contains("good    config/prices.yaml (the one that Weir carries)\n");
    }

    @Test
    void namesMoreConnectionsThanTheHeapHolds() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_HTTP_MAX_CONNECTIONS", "100000000");
        TestCommandContext terminal = files.context(environment);
        System.clearProperty("weir.http.max-connections"); // profiles of booted tests leave theirs behind

        int code = CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal)).contains("weir.http.max-connections");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesFaultsOfEveryKindAtOnce() throws IOException {
        files.write("application.yaml", """
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
        files.write("policy.yaml", CheckDirectory.POLICY.replace("plan: developer", "plan: nobody"));
        files.write("prices.yaml", "nonsense: 1\n");
        TestCommandContext terminal = files.context(Map.of("WEIR_PSEUDONYM_KEY", "short"));

        int code = CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal))
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
    void rejectsAPolicyWithoutAnyKeyAndNamesTheCommandThatMakesOne() throws IOException {
        files.write("policy.yaml", """
                plans:
                  developer: {}
                teams:
                  search: { plan: developer }
                """);
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        CheckDirectory.check(terminal);

        assertThat(terminal.out())
                .contains("FAULT   config/policy.yaml: no team has a key")
                .contains("./weir key <team>");
    }

    @Test
    void connectsToNothingOffline() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        int code = CheckDirectory.check(terminal, "--offline");

        assertThat(terminal.out())
                .doesNotContain("weir.upstreams", "quarkus.redis")
                .contains("No faults");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void namesAKeyThatTheUpstreamRejects() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        try (StubUpstream upstream = StubUpstream.responding("401 Unauthorized")) {
            TestCommandContext terminal = files.context(files.environment(upstream.url()));

            int code = CheckDirectory.check(terminal);

            assertThat(terminal.out())
                    .contains("FAULT   weir.upstreams.main.keys.main: " + upstream.url() + " rejects this key (401)")
                    .doesNotContain(CheckDirectory.UPSTREAM_KEY, "good    weir.upstreams.main");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void serveSaysInOneLineWhichPortIsBusy() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        try (ServerSocket data = new ServerSocket(0);
                ServerSocket management = new ServerSocket(0)) {
            Map<String, String> environment = files.environment("http://127.0.0.1:1");
            environment.put("QUARKUS_HTTP_PORT", String.valueOf(data.getLocalPort()));
            environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(management.getLocalPort()));
            TestCommandContext terminal = files.context(environment);

            int code = CheckDirectory.serve(terminal);

            assertThat(terminal.err())
                    .contains("FAULT   quarkus.http.port: port " + data.getLocalPort() + " is busy")
                    .contains("FAULT   quarkus.management.port: port " + management.getLocalPort() + " is busy")
                    .contains("Weir does not start: 2 faults");
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void readsSecretsFromFilesAndNamesTheOnesThatItCannotRead() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Path secret = Files.writeString(directory.resolve("secret"), CheckDirectory.PSEUDONYM_KEY + "\n");
        Map<String, String> environment = files.environment("http://127.0.0.1:1");
        environment.put("WEIR_PSEUDONYM_KEY", "file:" + secret);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", "file:" + directory.resolve("absent"));
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal)).containsExactly("weir.upstreams.main.keys.main");
    }

    @Test
    void showsNoCredential() throws IOException {
        files.write("policy.yaml", CheckDirectory.POLICY);
        Map<String, String> environment =
                files.environment("https://user:" + CheckDirectory.UPSTREAM_KEY + "@exa mple");
        environment.put("WEIR_PSEUDONYM_KEY", "short-canary-key");
        environment.put("WEIR_UPSTREAMS_OTHER_URL", "http://user:" + CheckDirectory.UPSTREAM_KEY + "@127.0.0.1:1");
        environment.put("WEIR_UPSTREAMS_OTHER_KEYS_MAIN", CheckDirectory.UPSTREAM_KEY + "\nsecond line");
        TestCommandContext terminal = files.context(environment);

        CheckDirectory.check(terminal);

        assertThat(CheckDirectory.subjects(terminal))
                .containsExactlyInAnyOrder(
                        "weir.pseudonym-key",
                        "weir.upstreams.main.url",
                        "weir.upstreams.other.url",
                        "weir.upstreams.other.keys.main");
        assertThat(terminal.out() + terminal.err()).doesNotContain("canary");
    }

    @Test
    void readsEverythingFromTheDirectoryThatConfigNames() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        files.write("policy.yaml", "not: this one");
        files.write("application.yaml", "weir: { not: this one }");
        Files.writeString(elsewhere.resolve("application.yaml"), "weir: { policy-file: config/policy.yaml }");
        Files.writeString(elsewhere.resolve("policy.yaml"), CheckDirectory.POLICY);
        Files.writeString(elsewhere.resolve(".env"), "WEIR_VALIDATION=sometimes\n");
        TestCommandContext terminal = files.context(files.environment("http://127.0.0.1:1"));

        CheckDirectory.check(terminal, "--config", "elsewhere");

        assertThat(CheckDirectory.subjects(terminal)).containsExactly("weir.validation", "weir.upstreams.main");
        assertThat(terminal.out())
                .contains(
                        "good    " + elsewhere.resolve("policy.yaml"),
                        "good    " + elsewhere.resolve("prices.yaml") + " (the one that Weir carries)");
    }

    @Test
    void saysThatConfigNamesTheDirectoryAboveTheOneThatIsMeant() throws IOException {
        files.write("application.yaml", "weir: {}");
        TestCommandContext terminal = files.context(Map.of());

        int code = CheckDirectory.check(terminal, "--config", ".");

        assertThat(terminal.err())
                .contains("--config: name the directory that holds application.yaml (" + directory.resolve("config"));
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void takesNoArguments() {
        TestCommandContext terminal = files.context(Map.of());

        int code = CheckDirectory.check(terminal, "now");

        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void serveStopsWithTheSameFaultsOnTheErrorStream() {
        TestCommandContext terminal = files.context(Map.of());

        int code = CheckDirectory.serve(terminal);

        assertThat(terminal.err())
                .contains(
                        "weir.pseudonym-key", "weir.upstreams", "config/policy.yaml", "Weir does not start: 3 faults");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }
}
