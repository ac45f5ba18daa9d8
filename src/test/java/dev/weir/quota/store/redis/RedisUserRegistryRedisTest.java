package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisUserRegistryRedisTest {
    private static final int PER_DAY = 2;
    private static final String NAMED = "weir:q1:{search}:n:key";
    private static final String COUNT = "weir:q1:{search}:d:key";

    private final RedisServerForTests server = RedisServerForTests.start();
    private final Vertx vertx = Vertx.vertx();
    private final RawRedis redis = new RawRedis(vertx, server.url());
    private final RedisConnections connections =
            new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
    private final RedisUserRegistry registry = new RedisUserRegistry(connections);

    @AfterEach
    void end() {
        connections.close();
        redis.close();
        server.close();
        result(vertx.close());
    }

    @Test
    void namesAsManyNewUsersAsADayMayHaveAndKnowsThemAgain() {
        List<Boolean> named = List.of(name("a"), name("b"), name("c"), name("a"));

        assertThat(named).containsExactly(true, true, false, true);
        assertThat(redis.number(Command.ZCARD, NAMED)).isEqualTo(2);
    }

    @Test
    void tellsWhatNamingWouldSayAndKeepsNothing() {
        List<Boolean> atFirst = List.of(wouldName("a"), wouldName("b"), wouldName("c"));
        long keysAtFirst = redis.number(Command.DBSIZE);
        name("a");
        name("b");

        List<Boolean> then = List.of(wouldName("a"), wouldName("b"), wouldName("c"));

        assertThat(atFirst).containsOnly(true);
        assertThat(keysAtFirst).isZero();
        assertThat(then).containsExactly(true, true, false);
        assertThat(redis.number(Command.HGET, COUNT, "n")).isEqualTo(2);
    }

    @Test
    void forgetsAUserAfter35DaysAndTheNumberOfNewOnesWithTheDay() {
        name("a");
        name("b");
        long today = Long.parseLong(redis.command(Command.TIME).get(0).toString()) / 86_400;
        redis.command(Command.ZADD, NAMED, Long.toString(today - 35), "a", Long.toString(today - 36), "b");
        List<Boolean> onAFullDay = List.of(wouldName("a"), wouldName("b"));
        redis.command(Command.HSET, COUNT, "d", Long.toString(today - 1));

        boolean onTheNext = wouldName("b");

        assertThat(onAFullDay).containsExactly(true, false);
        assertThat(onTheNext).isTrue();
    }

    private boolean name(String user) {
        return result(registry.name("search", "key", user, PER_DAY));
    }

    private boolean wouldName(String user) {
        return result(registry.wouldName("search", "key", user, PER_DAY));
    }
}
