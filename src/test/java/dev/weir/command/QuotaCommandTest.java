package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.RedisServerForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @BeforeEach
    void writePolicy() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/policy.yaml"), """
                plans:
                  developer: { user: { requests-per-minute: 50 } }
                teams:
                  search: { plan: developer }
                """);
    }

    @Test
    void showsAUserInRedis() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestShell shell = shell(redis.url());

            int code = QuotaCommand.run(List.of("show", "search", "u-1"), shell.shell());

            assertThat(shell.err()).isEmpty();
            assertThat(shell.out())
                    .contains("\"user\":\"user:u-1\"", "\"name\":\"user/requests-per-minute\"", "\"used\":0");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void resetsAUserAndRecordsIt() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestShell shell = shell(redis.url());

            int code = QuotaCommand.run(List.of("reset", "search", "u-1"), shell.shell());

            assertThat(shell.err()).matches("\\S+Z quota reset team=search user=[0-9a-f]{32}\\R");
            assertThat(shell.out()).contains("Back to zero: user ");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void saysThatRedisDoesNotAnswer() {
        TestShell shell = shell("redis://user:canary@127.0.0.1:1");

        int code = QuotaCommand.run(List.of("show", "search", "u-1"), shell.shell());

        assertThat(shell.err())
                .contains("quarkus.redis: redis://127.0.0.1:1: cannot be reached", "quarkus.redis.hosts")
                .doesNotContain("canary");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesATeamThatIsNotInThePolicy() {
        TestShell shell = shell("redis://127.0.0.1:1");

        int code = QuotaCommand.run(List.of("show", "nobody", "u-1"), shell.shell());

        assertThat(shell.err()).contains("the policy has no team nobody (it has: search)");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "show", "show search", "empty search u-1", "show search u-1 more", "reset search "})
    void tellsHowItIsUsed(String args) {
        TestShell shell = shell("redis://127.0.0.1:1");

        int code = QuotaCommand.run(List.of(args.split(" ", -1)), shell.shell());

        assertThat(shell.err()).startsWith("Use: weir quota show");
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void tellsTheSameHashForEveryWayToWriteAUser() {
        TestShell plain = shell("redis://127.0.0.1:1");
        TestShell prefixed = shell("redis://127.0.0.1:1");

        int code = WhoisCommand.run(List.of("search", "u-1"), plain.shell());
        WhoisCommand.run(List.of("search", "user:u-1"), prefixed.shell());

        assertThat(plain.out()).matches("[0-9a-f]{32}\\R").isEqualTo(prefixed.out());
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void saysThatThePseudonymKeyIsMissing() {
        TestShell shell = new TestShell(directory, Map.of());

        int code = WhoisCommand.run(List.of("search", "u-1"), shell.shell());

        assertThat(shell.err()).startsWith("FAULT   weir.pseudonym-key: empty");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    private TestShell shell(String redis) {
        return new TestShell(
                directory,
                Map.of("WEIR_PSEUDONYM_KEY", "0123456789abcdef0123456789abcdef", "QUARKUS_REDIS_HOSTS", redis));
    }
}
