package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisServerForTests;
import dev.weir.quota.store.redis.RedisUserRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
                  developer: { user: { requests-per-minute: 50, tokens-per-day: 100 }, team: { tokens-per-day: 1000 } }
                teams:
                  search:
                    plan: developer
                    users: { u-1: { plan: developer } }
                    keys: [{ id: ci, sha256: "%s" }]
                """.formatted("ab".repeat(32)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "reset"})
    void saysThatNobodyKnowsAUser(String command) {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestCommandContext context = contextWith(redis.url());

            int code = quota(context, command, "search", "u-typo");

            assertThat(context.err()).startsWith("weir: this user of team search is unknown");
            assertThat(context.out()).isEmpty();
            assertThat(code).isEqualTo(ExitCode.FAULTY);
        }
    }

    @Test
    void knowsAUserWhomARequestNamed() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestCommandContext context = contextWith(redis.url());
            use(context, redis, "u-2", 7);

            int code = quota(context, "show", "search", "u-2");

            assertThat(context.out())
                    .contains("\"user\":\"user:u-2\"", "\"name\":\"user/tokens-per-day\"", "\"used\":7");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void listsWhoUsedMostAndWhoIsAtALimit() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestCommandContext context = contextWith(redis.url());
            use(context, redis, "u-1", 25);
            use(context, redis, "u-2", 100);

            int code = quota(context, "top", "search");

            assertThat(context.out()).matches("""
                    [0-9a-f]{32}  - +100 %  user/tokens-per-day  AT LIMIT
                    [0-9a-f]{32}  user:u-1 + 25 %  user/tokens-per-day
                    users with use: 2, at a limit: 1
                    """);
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void showsAndResetsTheTeamWithoutTouchingItsUsers() {
        try (RedisServerForTests redis = RedisServerForTests.start()) {
            TestCommandContext before = contextWith(redis.url());
            TestCommandContext after = contextWith(redis.url());
            use(before, redis, "u-1", 25);
            quota(before, "show", "search");

            int code = quota(before, "reset", "search");

            quota(after, "show", "search");
            quota(after, "show", "search", "u-1");
            assertThat(before.out()).contains("\"user\":null", "\"name\":\"team/tokens-per-day\"", "\"used\":25");
            assertThat(before.err()).matches("\\S+Z event=quota_reset team=search\\R");
            assertThat(after.out().lines().toList().getFirst())
                    .contains("\"used\":0")
                    .doesNotContain("\"used\":25");
            assertThat(after.out().lines().toList().getLast()).contains("\"used\":25");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void findsWhomThePolicyNamesFromTheHash() {
        TestCommandContext hashed = contextWith("redis://127.0.0.1:1");
        TestCommandContext found = contextWith("redis://127.0.0.1:1");
        TestCommandContext stranger = contextWith("redis://127.0.0.1:1");
        whois(hashed, "search", "u-1");

        int code = whois(found, "search", hashed.out().strip());

        assertThat(found.out()).isEqualTo("user:u-1" + System.lineSeparator());
        assertThat(code).isEqualTo(ExitCode.GOOD);
        assertThat(whois(stranger, "search", "0".repeat(32))).isEqualTo(ExitCode.FAULTY);
        assertThat(stranger.err()).startsWith("weir: the policy names no user of team search with this hash");
    }

    /** Lets the key of the team name a user, who then uses tokens. */
    private static void use(TestCommandContext context, RedisServerForTests redis, String user, long tokens) {
        TestCommandContext hashed = new TestCommandContext(
                context.context().directory(), context.context().environment());
        whois(hashed, "search", user);
        Subject subject = new Subject("search", hashed.out().strip());
        Limits limits = new Limits(List.of(new Limit(LimitKind.TOKENS_PER_DAY, 100)));
        Terms terms = new Terms(limits, new Limits(List.of(new Limit(LimitKind.TOKENS_PER_DAY, 1000))), ZoneOffset.UTC);
        Amounts used = new Amounts(1, tokens, 0, tokens, 0);
        Vertx vertx = Vertx.vertx();
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, redis.url()));
        new RedisUserRegistry(connections)
                .name("search", "ci", subject.user(), 10)
                .compose(_ -> new RedisQuotaStore(connections, Clock.systemUTC())
                        .charge(new Settlement("lease-" + user, subject, terms, used)))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        connections.close();
        vertx.close();
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

            assertThat(context.err()).matches("\\S+Z event=quota_reset team=search user=[0-9a-f]{32}\\R");
            assertThat(context.out()).contains("Back to zero: user ");
            assertThat(code).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void saysThatRedisDoesNotReply() {
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
    @ValueSource(strings = {"", "show", "empty search u-1", "show search u-1 more", "reset search "})
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
