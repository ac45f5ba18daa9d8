package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.FutureResults;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of 32 threads each against one user's limit, one of them killed again and again. */
class StoreRaceRedisTest {
    private static final int ATTEMPTS = Integer.getInteger("weir-test.race-attempts", 40);
    private static final int KILLS = Integer.getInteger("weir-test.race-kills", 2);
    private static final Subject COLLEAGUE = new Subject(RaceLimiter.SUBJECT.team(), "bob");

    private final RedisServerForTests server = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());
    private final RandomGenerator random = RandomGenerator.getDefault();

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        connections.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void countsToTheTokenAndNeverAboveTheLimitThoughAProcessIsKilled() {
        Path own = directory.resolve("own");
        RaceWorker worker = new RaceWorker(RaceLimiter.leased(vertx, server.url()), "own", ATTEMPTS, own);
        Thread other = Thread.ofPlatform().start(() -> runAndKillTheOther());

        worker.run();
        join(other);
        awaitThatNothingIsHeld(COLLEAGUE);
        pruneAll();

        Set<String> expired = expired();
        List<String> told = told(own, directory.resolve("other"));
        Set<String> settled = notes(own, directory.resolve("other"));
        settled.removeAll(expired);
        long used = used(LimitScope.USER);
        assertThat(used)
                .isEqualTo(settled.stream().mapToLong(RaceWorker::used).sum()
                        + expired.stream().mapToLong(RaceWorker::held).sum())
                .isEqualTo(used(LimitScope.TEAM))
                .isEqualTo(used(LimitScope.ofModels(LimitLevel.USER, "opus")))
                .isEqualTo(used(LimitScope.ofSession("one")))
                .isBetween(RaceLimiter.LIMIT * 9 / 10, RaceLimiter.LIMIT);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(keptInRedis()).containsAll(told).doesNotHaveDuplicates().containsAll(reachedBy(used));
    }

    /** Returns what was told by workers; one that was killed between Redis' reply and its note told nothing. */
    private static List<String> told(Path... files) {
        return Stream.of(files)
                .flatMap(file -> read(file).stream())
                .filter(note -> note.startsWith(RaceWorker.THRESHOLD))
                .map(note -> note.substring(RaceWorker.THRESHOLD.length()))
                .toList();
    }

    /** Returns the thresholds that Redis keeps with the settlements that reached them. */
    private List<String> keptInRedis() {
        RawRedis redis = new RawRedis(vertx, server.url());
        List<String> kept = new ArrayList<>();
        redis.command(
                        Command.KEYS,
                        LevelKeys.thresholds(RaceLimiter.SUBJECT.team(), "*").replace("{", "[{]"))
                .forEach(key -> new ScriptReply(
                                redis.command(Command.GET, key.toString()).toBuffer())
                        .reached(RaceLimiter.TERMS)
                        .forEach(reached -> kept.add(reached.name() + "=" + reached.percent())));
        redis.close();
        return kept;
    }

    /** Returns the thresholds that are below what was used by settlements alone, whatever expired leases used. */
    private static List<String> reachedBy(long used) {
        List<String> names = List.of("user/tokens-per-day", "user/per-model[opus]/tokens-per-week");
        return names.stream()
                .flatMap(name -> RaceLimiter.TERMS.warnAt().stream()
                        .filter(percent -> percent * RaceLimiter.LIMIT / 100 < used - RaceLimiter.LIMIT / 20)
                        .map(percent -> name + "=" + percent))
                .toList();
    }

    @Test
    void wouldFailALimiterThatChecksFirstAndChargesAfterwards() {
        RaceLimiter naive = RaceLimiter.checkThenCharge(vertx, server.url());
        Path notes = directory.resolve("naive");

        new RaceWorker(naive, "naive", 2 * ATTEMPTS, notes).run();

        long used = notes(notes).stream().mapToLong(RaceWorker::used).sum();
        assertThat(usedByNaive()).isEqualTo(used).isGreaterThan(RaceLimiter.LIMIT);
    }

    private void runAndKillTheOther() {
        Path notes = directory.resolve("other");
        for (int run = 0; run < KILLS; run++) {
            Process process = start("other" + run, notes);
            int enough = lines(notes) + random.nextInt(1, 40);
            FutureResults.until(
                    Duration.ofMinutes(1),
                    "the other process has started or ended",
                    () -> lines(notes) >= enough || !process.isAlive());
            process.destroyForcibly();
        }
        Process last = start("last", notes);
        FutureResults.until(Duration.ofMinutes(2), "the other process has ended", () -> !last.isAlive());
    }

    private Process start(String name, Path notes) {
        try {
            return new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RaceWorker.class.getName(),
                            server.url(),
                            name,
                            Integer.toString(ATTEMPTS),
                            notes.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(name + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks as somebody else of the team: those whose process was killed do not return. */
    private void awaitThatNothingIsHeld(Subject asking) {
        FutureResults.until(
                Duration.ofSeconds(30),
                "the team holds nothing",
                () -> result(store.snapshot(asking, RaceLimiter.TERMS)).limits().stream()
                        .filter(state -> state.level() == LimitLevel.TEAM)
                        .allMatch(state -> state.held() == 0
                                && (state.limit().kind() != LimitKind.CONCURRENT_REQUESTS || state.used() == 0)));
    }

    private void pruneAll() {
        Settlement unknown = new Settlement("unknown", RaceLimiter.SUBJECT, RaceLimiter.TERMS, Amounts.NONE);
        for (int script = 0; script < 5; script++) {
            result(store.settle(unknown));
        }
    }

    private long used(LimitScope scope) {
        return result(store.snapshot(RaceLimiter.SUBJECT, RaceLimiter.TERMS)).limits().stream()
                .filter(state -> state.scope().equals(scope) && state.isBudget())
                .mapToLong(LimitState::used)
                .sum();
    }

    private Set<String> expired() {
        RawRedis redis = new RawRedis(vertx, server.url());
        Set<String> ids = new HashSet<>();
        redis.command(
                        Command.ZRANGE,
                        TestKeysOf.team(RaceLimiter.SUBJECT.team()).leases(),
                        "(-1000000000000000",
                        "(0",
                        "BYSCORE")
                .forEach(id -> ids.add(id.toString()));
        redis.close();
        return ids;
    }

    private long usedByNaive() {
        RawRedis redis = new RawRedis(vertx, server.url());
        long used = redis.number(Command.GET, "naive");
        redis.close();
        return used;
    }

    private static Set<String> notes(Path... files) {
        Set<String> ids = new HashSet<>();
        for (Path file : files) {
            ids.addAll(read(file));
        }
        ids.removeIf(note -> note.startsWith(RaceWorker.THRESHOLD));
        return ids;
    }

    private static int lines(Path file) {
        return Files.exists(file) ? read(file).size() : 0;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofMinutes(4));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
