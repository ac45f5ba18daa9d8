package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prints what the store costs Redis: CPU per script call, bytes per user, and how long callers wait on a hot key; then
 * bytes and CPU where a request counts at one, two and five levels.
 */
public final class StoreCost {
    private static final Amounts HOLD = new Amounts(1, 12_345, 800, 13_145, 412_345_678);
    private static final Amounts USED = new Amounts(1, 11_111, 600, 11_711, 312_345_678);
    private static final int CONCURRENT = 128;
    /** Nobody comes to these. */
    private static final Terms LARGEST = new Terms(all(LimitLevel.USER), all(LimitLevel.TEAM), TestLimits.UTC);

    /** Numbers as plans have them: Redis keeps small ones in fewer bytes. */
    private static final Terms ORDINARY = new Terms(ordinary(), ordinary(), TestLimits.UTC);

    /** What a request may count at, the most common first: user, team, models, session, week. */
    private static final List<LevelTerms> ALL_LEVELS = List.of(
            LevelTerms.of(LimitScope.USER, ordinary().all()),
            LevelTerms.of(LimitScope.TEAM, ordinary().all()),
            LevelTerms.of(
                    LimitScope.ofModels(LimitLevel.USER, "opus"),
                    List.of(new Limit(LimitKind.USD_PER_WEEK, 50_000_000))),
            LevelTerms.of(LimitScope.ofSession("session"), List.of(new Limit(LimitKind.SESSION_USD, 5_000_000))),
            new LevelTerms(LimitScope.USER, true, List.of(new Limit(LimitKind.USD_PER_WEEK, 100_000_000)), true));

    private final RawRedis redis;
    private final RedisQuotaStore store;
    private final PrintStream out;

    private StoreCost(RawRedis redis, RedisQuotaStore store, PrintStream out) {
        this.redis = redis;
        this.store = store;
        this.out = out;
    }

    /**
     * Takes the number of reservations, each with its settlement, 100,000 where none is given; starts the installed
     * Redis, else the embedded one.
     */
    public static void main(String[] arguments) {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Vertx vertx = Vertx.vertx();
        try (RedisServerForTests server = RedisServerForTests.startInstalled().orElseGet(RedisServerForTests::start)) {
            RedisOptions options =
                    new RedisOptions().setConnectionString(server.url()).setMaxWaitingHandlers(16_384);
            RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, options));
            StoreCost cost = new StoreCost(
                    new RawRedis(vertx, server.url()), new RedisQuotaStore(connections, Clock.systemUTC()), System.out);
            cost.bytes();
            cost.run("warm-up", pairs / 5, false);
            cost.run("one hot user", pairs, false);
            cost.run("10,000 users of 100 teams", pairs, true);
            for (int levels : List.of(1, 2, 5)) {
                cost.levels(levels, pairs);
            }
            connections.close();
        } finally {
            result(vertx.close());
        }
    }

    private void bytes() {
        Subject user = new Subject("search", "0123456789abcdef0123456789abcdef");
        for (int lease = 0; lease < 3; lease++) {
            result(store.reserve(reservation("0123456789abcdefABCDE" + lease, user, ORDINARY)));
        }
        print("bytes with three leases", user);
        for (int lease = 0; lease < 3; lease++) {
            result(store.settle(new Settlement("0123456789abcdefABCDE" + lease, user, ORDINARY, USED)));
        }
        print("bytes idle after three requests", user);
        for (int lease = 0; lease < 60; lease++) {
            String id = "0123456789abcdefABCD" + (10 + lease);
            result(store.reserve(reservation(id, user, ORDINARY)));
            result(store.settle(new Settlement(id, user, ORDINARY, USED)));
        }
        print("bytes idle after sixty requests", user);
    }

    /** Prints bytes of all keys of a user and its team, and CPU, where a request counts at so many levels. */
    private void levels(int count, int pairs) {
        Terms terms = new Terms(ALL_LEVELS.subList(0, count), TestLimits.UTC, List.of());
        Subject user = new Subject("levels-" + count, "0123456789abcdef0123456789abcdef");
        for (int lease = 0; lease < 3; lease++) {
            result(store.reserve(reservation("0123456789abcdefABCDE" + lease, user, terms)));
        }
        long busy = bytesOf(user, terms);
        for (int lease = 0; lease < 3; lease++) {
            result(store.settle(new Settlement("0123456789abcdefABCDE" + lease, user, terms, USED)));
        }
        String what = count + (count == 1 ? " level" : " levels");
        out.printf(Locale.ROOT, "%s: bytes with three leases %d, idle %d%n", what, busy, bytesOf(user, terms));
        run(what, pairs, true, terms);
    }

    private long bytesOf(Subject user, Terms terms) {
        return terms.levels().stream()
                .mapToLong(level -> bytesOf(LevelKeys.of(level.owner(user))))
                .sum();
    }

    private void print(String what, Subject user) {
        out.printf(
                Locale.ROOT,
                "%s: user %d, team %d%n",
                what,
                bytesOf(TestKeysOf.user(user)),
                bytesOf(TestKeysOf.team(user.team())));
    }

    private long bytesOf(LevelKeys keys) {
        return keys.all().stream()
                .mapToLong(key -> redis.number(Command.MEMORY, "USAGE", key))
                .sum();
    }

    private void run(String what, int pairs, boolean isSpread) {
        run(what, pairs, isSpread, LARGEST);
    }

    private void run(String what, int pairs, boolean isSpread, Terms terms) {
        long[] waits = new long[pairs];
        redis.command(Command.CONFIG, "RESETSTAT");
        double cpuBefore = cpuSeconds();
        long begun = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        Future<?>[] lanes = new Future<?>[CONCURRENT];
        for (int lane = 0; lane < CONCURRENT; lane++) {
            Promise<Void> end = Promise.promise();
            lanes[lane] = end.future();
            lane(what, next, waits, isSpread, terms, end);
        }
        result(Future.all(Arrays.asList(lanes)));
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = cpuSeconds() - cpuBefore;
        Arrays.sort(waits);
        out.printf(
                Locale.ROOT,
                "%s: %d pairs, %.0f pairs/s, Redis CPU %.1f us per pair (%s), reserve p50 %.2f ms, p99 %.2f ms%n",
                what,
                pairs,
                pairs / seconds,
                cpu * 1e6 / pairs,
                scriptMicros(),
                waits[pairs / 2] / 1e6,
                waits[pairs / 100 * 99] / 1e6);
    }

    private void lane(String what, AtomicInteger next, long[] waits, boolean isSpread, Terms terms, Promise<Void> end) {
        int n = next.getAndIncrement();
        if (n >= waits.length) {
            end.complete();
            return;
        }
        Subject user = isSpread ? new Subject("team-" + n % 100, "user-" + n % 10_000) : new Subject("hot", "user");
        String lease = what.hashCode() + "-" + n;
        long begun = System.nanoTime();
        store.reserve(reservation(lease, user, terms))
                .compose(_ -> {
                    waits[n] = System.nanoTime() - begun;
                    return store.settle(new Settlement(lease, user, terms, USED));
                })
                .onSuccess(_ -> lane(what, next, waits, isSpread, terms, end))
                .onFailure(end::fail);
    }

    private String scriptMicros() {
        return info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha"))
                .findFirst()
                .map(line -> line.replaceAll(".*usec_per_call=([\\d.]+).*", "$1 us per script"))
                .orElse("no script");
    }

    private double cpuSeconds() {
        Matcher matcher = Pattern.compile("used_cpu_(?:user|sys):([\\d.]+)").matcher(info("cpu"));
        return Stream.generate(() -> matcher.find() ? Double.parseDouble(matcher.group(1)) : 0)
                .limit(2)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private String info(String section) {
        return redis.command(Command.INFO, section).toString();
    }

    private static ReserveRequest reservation(String lease, Subject user, Terms terms) {
        return new ReserveRequest(lease, user, terms, HOLD, Fit.EXACT, Duration.ofMinutes(1));
    }

    private static Limits ordinary() {
        return TestLimits.limits(
                TestLimits.limit(LimitKind.REQUESTS_PER_MINUTE, 500),
                TestLimits.limit(LimitKind.INPUT_TOKENS_PER_MINUTE, 2_000_000),
                TestLimits.limit(LimitKind.OUTPUT_TOKENS_PER_MINUTE, 400_000),
                TestLimits.limit(LimitKind.TOKENS_PER_DAY, 20_000_000),
                TestLimits.limit(LimitKind.TOKENS_PER_MONTH, 200_000_000),
                TestLimits.limit(LimitKind.USD_PER_DAY, 200_000_000),
                TestLimits.limit(LimitKind.USD_PER_MONTH, 2_000_000_000),
                TestLimits.limit(LimitKind.CONCURRENT_REQUESTS, 20));
    }

    private static Limits all(LimitLevel level) {
        return new Limits(Stream.of(LimitKind.values())
                .filter(kind ->
                        kind != LimitKind.COUNT_TOKENS_PER_MINUTE && kind.isFor(level) && !LevelTerms.isNewer(kind))
                .map(kind -> new Limit(kind, kind.largest()))
                .toList());
    }
}
