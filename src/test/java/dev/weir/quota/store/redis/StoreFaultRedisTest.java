package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.failure;
import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.StoreFault;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.TestLimits;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of the errors that Redis gives, as it gives them. */
class StoreFaultRedisTest {
    private static final Subject ANNE = new Subject("search", "anne");
    private static final Terms TERMS = TestLimits.ofUser(TestLimits.limit(LimitKind.TOKENS_PER_DAY, 1_000_000));
    private static final Settlement USED = new Settlement("lease", ANNE, TERMS, new Amounts(1, 0, 0, 7, 0));

    private final Vertx vertx = Vertx.vertx();

    /** Two generations: the errors of scripts read differently. */
    enum Server {
        EMBEDDED,
        INSTALLED;

        Optional<RedisServerForTests> start() {
            return switch (this) {
                case EMBEDDED -> Optional.of(RedisServerForTests.start());
                case INSTALLED -> RedisServerForTests.startInstalled();
            };
        }
    }

    @AfterEach
    void end() {
        result(vertx.close());
    }

    @ParameterizedTest
    @EnumSource
    void tellsPermanentErrorsFromThoseThatPass(Server which) {
        Optional<RedisServerForTests> started = which.start();
        assumeTrue(started.isPresent(), "no redis-server is installed");
        try (RedisServerForTests server = started.orElseThrow()) {
            RawRedis redis = new RawRedis(vertx, server.url());
            RedisConnections connections = new RedisConnections(vertx, () -> Redis.createClient(vertx, server.url()));
            RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());
            redis.command(Command.CONFIG, "SET", "maxmemory", "1");
            StoreFault full = StoreFault.of(failure(store.charge(USED)));
            redis.command(Command.CONFIG, "SET", "maxmemory", "0");
            redis.command(Command.LPUSH, TestKeysOf.user(ANNE).state(), "something else");
            StoreFault wrongType = StoreFault.of(failure(store.charge(USED)));
            redis.command(Command.DEL, TestKeysOf.user(ANNE).state());
            redis.command(Command.REPLICAOF, "127.0.0.1", "1");
            StoreFault readOnly = StoreFault.of(failure(store.charge(USED)));
            redis.close();
            connections.close();
            StoreFault closed = StoreFault.of(failure(store.charge(USED)));

            assertThat(Stream.of(full, wrongType, readOnly, closed))
                    .containsExactly(StoreFault.UNKNOWN, StoreFault.PERMANENT, StoreFault.UNKNOWN, StoreFault.UNSENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOADING Redis is loading the dataset in memory, UNKNOWN",
        "MASTERDOWN Link with MASTER is down, UNKNOWN",
        "CLUSTERDOWN The cluster is down, UNKNOWN",
        "ERR unknown command 'EVALSHA', UNKNOWN",
        "NOAUTH Authentication required., UNKNOWN",
        "CONNECTION_CLOSED, UNKNOWN",
        "'ERR Error running script (call to f_1): @user_script:1: -LOADING Redis is loading', UNKNOWN",
        "'ERR Error running script (call to f_1): @user_script:1: The user executing the script cannot', UNKNOWN",
        "'ERR Error running script (call to f_1): @user_script:9: attempt to index a nil value', PERMANENT",
        "'ERR user_script:9: attempt to index a nil value script: 1, on @user_script:9.', PERMANENT"
    })
    void goesByTheMessage(String message, StoreFault fault) {
        assertThat(StoreFault.of(new IllegalStateException(message))).isEqualTo(fault);
    }
}
