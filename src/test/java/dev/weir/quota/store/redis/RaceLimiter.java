package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
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
import java.util.Objects;

/** A limit of tokens per day that racers run against. */
interface RaceLimiter {
    long LIMIT = 600_000;
    Subject SUBJECT = new Subject("race", "anne");
    Terms TERMS = new Terms(
            TestLimits.limits(new Limit(LimitKind.TOKENS_PER_DAY, LIMIT)),
            TestLimits.limits(
                    new Limit(LimitKind.TOKENS_PER_DAY, 2 * LIMIT), new Limit(LimitKind.CONCURRENT_REQUESTS, 500)),
            TestLimits.UTC);
    /** Short, so that those who were killed are charged for soon. */
    Duration LEASE_TIME = Duration.ofSeconds(2);

    /** Adds to the first key what was used, once for the id in the second: what it lacks is the hold alone. */
    String ADD_ONCE =
            "if redis.call('SETNX', KEYS[2], 1) == 1 then redis.call('INCRBY', KEYS[1], ARGV[1]) end return 1";

    /** Returns whether tokens may be used. */
    Future<Boolean> admit(String id, long tokens);

    /** Counts what was used. */
    Future<Void> count(String id, long tokens);

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
            public Future<Void> count(String id, long tokens) {
                return store.settle(new Settlement(id, SUBJECT, TERMS, new Amounts(1, 0, 0, tokens, 0)))
                        .mapEmpty();
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
            public Future<Void> count(String id, long tokens) {
                return connections
                        .send(Request.cmd(Command.EVAL)
                                .arg(ADD_ONCE)
                                .arg(2)
                                .arg("naive")
                                .arg(id)
                                .arg(tokens))
                        .mapEmpty();
            }
        };
    }
}
