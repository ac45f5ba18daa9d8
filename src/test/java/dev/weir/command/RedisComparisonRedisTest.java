package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.auth.Identity;
import dev.weir.auth.Pseudonyms;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyReader;
import dev.weir.policy.Team;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisServerForTests;
import dev.weir.reload.SecretValue;
import dev.weir.reload.WatchedFile;
import dev.weir.usage.LogLines;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./weir usage --compare-redis} against a real Redis, charged as a gateway charges it. */
class RedisComparisonRedisTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new SecretValue(KEY));
    private static final String U1 = PSEUDONYMS.of("search", Identity.parse("u-1"));
    private static final String U2 = PSEUDONYMS.of("search", Identity.parse("u-2"));

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static RedisServerForTests redis;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @BeforeAll
    static void startRedis() {
        redis = RedisServerForTests.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void writePolicy() throws IOException {
        redis.command("FLUSHALL");
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/policy.yaml"), """
                plans:
                  developer:
                    user: { requests-per-minute: 50, tokens-per-day: 1000, usd-per-week: 9 }
                    team: { usd-per-month: 100 }
                  pro:
                    user: { tokens-per-month: 5000 }
                teams:
                  search:
                    plan: developer
                    users: { u-2: { plan: pro } }
                    keys: [{ id: ci, sha256: "%s" }]
                """.formatted("ab".repeat(32)));
    }

    private TestCommandContext terminal() {
        return new TestCommandContext(directory, Map.of("WEIR_PSEUDONYM_KEY", KEY, "QUARKUS_REDIS_HOSTS", redis.url()));
    }

    private int compare(TestCommandContext terminal, String... args) {
        return CommandLines.run(new UsageCommand(terminal.context()), List.of(args), terminal.context());
    }

    /** Writes lines of exchanges that begin now, so that they lie in the current periods. */
    private void writeLog(String... lines) throws IOException {
        Files.write(directory.resolve("usage.jsonl"), List.of(lines));
    }

    private static String line(String id, String user, long input, String usd) {
        String now = Clock.systemUTC()
                .instant()
                .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                .toString();
        return LogLines.line(id, now, "claude-opus-5-5", input, 0, usd).replace("4f1c9a", user);
    }

    /** Charges what a gateway charges for one exchange of a user. */
    private void charge(String lease, String user, long tokens, long nanoUsd) {
        WatchedFile<Policy> file =
                new WatchedFile<>(directory.resolve("config/policy.yaml"), new PolicyReader(Set.of("anthropic"))::read);
        file.poll();
        Team team = file.current().orElseThrow().team("search").orElseThrow();
        Terms terms = Terms.of(
                PolicyUsers.of(team, PSEUDONYMS)
                        .planOf(user, team, java.time.LocalDate.now(Clock.systemUTC()))
                        .orElseThrow(),
                team);
        Vertx vertx = Vertx.vertx();
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, redis.url()));
        new RedisQuotaStore(connections, Clock.systemUTC())
                .charge(new Settlement(
                        lease, new Subject("search", user), terms, new Amounts(1, tokens, 0, tokens, nanoUsd)))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        connections.close();
        vertx.close();
    }

    @Test
    void findsNothingWhereRedisSaysTheSameToTheNanoDollar() throws IOException {
        charge("a", U1, 100, 400_000_001);
        charge("b", U2, 7, 1);
        writeLog(line("a", U1, 100, "0.400000001"), line("b", U2, 7, "0.000000001"));
        TestCommandContext terminal = terminal();

        int code = compare(terminal, "--compare-redis", "usage.jsonl");

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out()).isEqualTo("No differences\n");
        assertThat(code).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void namesWhatIsMissingAndWhatIsDoubleForTeamAndUsers() throws IOException {
        charge("a", U1, 100, 500_000_000);
        charge("b", U2, 7, 250_000_000);
        writeLog(line("a", U1, 90, "0.5"), line("b", U2, 8, "0.5"));
        TestCommandContext terminal = terminal();

        int code = compare(terminal, "--compare-redis", "--format", "csv", "usage.jsonl");

        assertThat(terminal.out().lines().skip(1).map(row -> row.replaceAll(",[^,]*/[^,]*,", ",")))
                .containsExactly(
                        "double,redis,search team/usd-per-month,usd,1,0.75,-0.25,",
                        "missing,redis,search " + U1 + " user/tokens-per-day,tokens,90,100,10,",
                        "double,redis,search " + U2 + " user/tokens-per-month,tokens,8,7,-1,");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesATeamThatHasNoLineInTheLog() throws IOException {
        charge("a", U1, 100, 500_000_000);
        writeLog();
        TestCommandContext terminal = terminal();

        int code = compare(terminal, "--compare-redis", "--format", "csv", "usage.jsonl");

        assertThat(terminal.out()).contains("search team/usd-per-month,usd,0,0.5,0.5,");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void comparesOneUserAlone() throws IOException {
        charge("a", U1, 100, 500_000_000);
        charge("b", U2, 7, 250_000_000);
        writeLog(line("b", U2, 7, "0.25"));
        TestCommandContext good = terminal();
        TestCommandContext missing = terminal();

        int code = compare(good, "--compare-redis", "--team", "search", "--user", "u-2", "usage.jsonl");
        int missingCode = compare(missing, "--compare-redis", "--team", "search", "--user", U1, "usage.jsonl");

        assertThat(good.out()).isEqualTo("No differences\n");
        assertThat(code).isEqualTo(ExitCode.GOOD);
        assertThat(missing.out())
                .contains("missing", U1 + " user/tokens-per-day")
                .doesNotContain("team/");
        assertThat(missingCode).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void namesTeamsThatThePolicyDoesNotHave() throws IOException {
        writeLog(line("a", U1, 1, "0").replace("search", "gone"));
        TestCommandContext terminal = terminal();

        int code = compare(terminal, "--compare-redis", "usage.jsonl");

        assertThat(terminal.err()).isEqualTo("weir: not compared: teams that the policy does not have: gone\n");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void saysThatRedisDoesNotReplyBeforeItReadsTheLog() throws IOException {
        writeLog("no JSON");
        TestCommandContext terminal = new TestCommandContext(
                directory, Map.of("WEIR_PSEUDONYM_KEY", KEY, "QUARKUS_REDIS_HOSTS", "redis://user:canary@127.0.0.1:1"));

        int code = compare(terminal, "--compare-redis", "usage.jsonl");

        assertThat(terminal.err())
                .startsWith("FAULT   quarkus.redis: redis://127.0.0.1:1: cannot be reached")
                .doesNotContain("canary", "usage.jsonl");
        assertThat(terminal.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }

    @Test
    void saysThatThePseudonymKeyIsMissing() throws IOException {
        writeLog(line("a", U1, 1, "0"));
        TestCommandContext terminal = new TestCommandContext(directory, Map.of("QUARKUS_REDIS_HOSTS", redis.url()));

        int code = compare(terminal, "--compare-redis", "usage.jsonl");

        assertThat(terminal.err()).startsWith("FAULT   weir.pseudonym-key: empty");
        assertThat(code).isEqualTo(ExitCode.FAULTY);
    }
}
