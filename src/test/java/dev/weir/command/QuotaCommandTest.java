package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.redis.RedisServerForTests;
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
            TestCommandContext context = contextWith(redis.url());

            int code = quota(context, "show", "search", "u-1");

            assertThat(context.err()).isEmpty();
            assertThat(context.out())
                    .contains("\"user\":\"user:u-1\"", "\"name\":\"user/requests-per-minute\"", "\"used\":0");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void resetsAUserAndRecordsIt() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestCommandContext context = contextWith(redis.url());

            int code = quota(context, "reset", "search", "u-1");

            assertThat(context.err()).matches("\\S+Z quota reset team=search user=[0-9a-f]{32}\\R");
            assertThat(context.out()).contains("Back to zero: user ");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void saysThatRedisDoesNotAnswer() {
        TestCommandContext context = contextWith("redis://user:canary@127.0.0.1:1");

        int code = quota(context, "show", "search", "u-1");

        assertThat(context.err())
                .contains("quarkus.redis: redis://127.0.0.1:1: cannot be reached", "quarkus.redis.hosts")
                .doesNotContain("canary");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesATeamThatIsNotInThePolicy() {
        TestCommandContext context = contextWith("redis://127.0.0.1:1");

        int code = quota(context, "show", "nobody", "u-1");

        assertThat(context.err()).contains("the policy has no team nobody (it has: search)");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "show", "show search", "empty search u-1", "show search u-1 more", "reset search "})
    void tellsHowItIsUsed(String args) {
        TestCommandContext context = contextWith("redis://127.0.0.1:1");

        int code = quota(context, args.split(" ", -1));

        assertThat(context.err()).startsWith("weir: ").contains("Usage: quota");
        assertThat(code).isEqualTo(ExitCode.WRONG_USE);
    }

    @Test
    void tellsTheSameHashForEveryWayToWriteAUser() {
        TestCommandContext plain = contextWith("redis://127.0.0.1:1");
        TestCommandContext prefixed = contextWith("redis://127.0.0.1:1");

        int code = whois(plain, "search", "u-1");
        whois(prefixed, "search", "user:u-1");

        assertThat(plain.out()).matches("[0-9a-f]{32}\\R").isEqualTo(prefixed.out());
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void saysThatThePseudonymKeyIsMissing() {
        TestCommandContext context = new TestCommandContext(directory, Map.of());

        int code = whois(context, "search", "u-1");

        assertThat(context.err()).startsWith("FAULT   weir.pseudonym-key: empty");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    private static int quota(TestCommandContext context, String... args) {
        return CommandLines.run(new QuotaCommand(context.context()), List.of(args), context.context());
    }

    private static int whois(TestCommandContext context, String... args) {
        return CommandLines.run(new WhoisCommand(context.context()), List.of(args), context.context());
    }

    private TestCommandContext contextWith(String redis) {
        return new TestCommandContext(
                directory,
                Map.of("WEIR_PSEUDONYM_KEY", "0123456789abcdef0123456789abcdef", "QUARKUS_REDIS_HOSTS", redis));
    }
}
