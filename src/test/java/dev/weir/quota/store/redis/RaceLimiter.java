package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Limits of tokens that racers run against: of a user per day, of some models per week, and of a session. */
interface RaceLimiter {
    long LIMIT = 600_000;
    Subject SUBJECT = new Subject("race", "anne");
    Terms TERMS = new Terms(
            List.of(
                    LevelTerms.of(LimitScope.USER, List.of(new Limit(LimitKind.TOKENS_PER_DAY, LIMIT))),
                    LevelTerms.of(
                            LimitScope.ofModels(LimitLevel.USER, "opus"),
                            List.of(new Limit(LimitKind.TOKENS_PER_WEEK, LIMIT))),
                    LevelTerms.of(LimitScope.ofSession("one"), List.of(new Limit(LimitKind.SESSION_TOKENS, LIMIT))),
                    LevelTerms.of(
                            LimitScope.TEAM,
                            List.of(
                                    new Limit(LimitKind.TOKENS_PER_DAY, 2 * LIMIT),
                                    new Limit(LimitKind.CONCURRENT_REQUESTS, 500)))),
            TestLimits.UTC,
            List.of(10, 20, 30, 40, 50, 60, 70, 80, 90));
    /** Short, so that those who were killed are charged for soon. */
    Duration LEASE_TIME = Duration.ofSeconds(2);

    /** Adds to the first key what was used, once for the id in the second: what it lacks is the hold alone. */
    String ADD_ONCE =
            "if redis.call('SETNX', KEYS[2], 1) == 1 then redis.call('INCRBY', KEYS[1], ARGV[1]) end return 1";

    /** Returns whether tokens may be used. */
    Future<Boolean> admit(String id, long tokens);

    /** Counts what was used; returns the names of the thresholds that this reached. */
    Future<List<String>> count(String id, long tokens);

    /** Ends the connections. */
    void close();

    /** Returns the one under test. */
    static RaceLimiter leased(Vertx vertx, String url) {
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, url));
        QuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());
        return new RaceLimiter() {
            @Override
            public void close() {
                connections.close();
            }

            @Override
            public Future<Boolean> admit(String id, long tokens) {
                Amounts hold = new Amounts(1, 0, 0, tokens, 0);
                return store.reserve(new ReserveRequest(id, SUBJECT, TERMS, hold, Fit.EXACT, LEASE_TIME))
                        .map(Granted.class::isInstance);
            }

            @Override
            public Future<List<String>> count(String id, long tokens) {
                return store.settle(new Settlement(id, SUBJECT, TERMS, new Amounts(1, 0, 0, tokens, 0)))
                        .map(reply -> reply.reached().stream()
                                .map(reached -> reached.name() + "=" + reached.percent())
                                .toList());
            }
        };
    }

    /** Returns a limiter as many gateways have it: it checks first and adds afterwards. */
    static RaceLimiter checkThenCharge(Vertx vertx, String url) {
        RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, url));
        return new RaceLimiter() {
            @Override
            public void close() {
                connections.close();
            }

            @Override
            public Future<Boolean> admit(String id, long tokens) {
                return connections
                        .send(Request.cmd(Command.INCRBY).arg("naive").arg(0))
                        .map(used -> Objects.requireNonNull(used.toLong()) + tokens <= LIMIT);
            }

            @Override
            public Future<List<String>> count(String id, long tokens) {
                return connections
                        .send(Request.cmd(Command.EVAL)
                                .arg(ADD_ONCE)
                                .arg(2)
                                .arg("naive")
                                .arg(id)
                                .arg(tokens))
                        .map(List.of());
            }
        };
    }
}
