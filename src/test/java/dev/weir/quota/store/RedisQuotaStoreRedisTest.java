package dev.weir.quota.store;

import static dev.weir.quota.store.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.LimitKind;
import dev.weir.quota.store.Reservation.Fit;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisQuotaStoreRedisTest {
    private static final RedisServerForTests SERVER = RedisServerForTests.start();
    private static final Vertx VERTX = Vertx.vertx();
    private static final Subject ANNE = new Subject("search", "anne");
    private static final Terms TERMS = StoreTerms.ofUser(
            StoreTerms.limit(LimitKind.REQUESTS_PER_MINUTE, 50), StoreTerms.limit(LimitKind.TOKENS_PER_DAY, 1000));

    private final RedisConnections connections =
            new RedisConnections(VERTX, () -> Redis.createClient(VERTX, SERVER.url()));
    private final RedisQuotaStore store = new RedisQuotaStore(connections, Clock.systemUTC());

    @AfterAll
    static void end() {
        VERTX.close();
        SERVER.close();
    }

    @Test
    void replacesTheHoldByWhatWasUsed() {
        Amounts hold = new Amounts(1, 10, 20, 30, 400);
        result(store.warmUp());
        result(store.reserve(new Reservation("lease", ANNE, TERMS, hold, Fit.EXACT, Duration.ofMinutes(1))));
        result(store.settle(new Settlement("lease", ANNE, TERMS, new Amounts(1, 10, 20, 25, 400))));

        Snapshot snapshot = result(store.look(ANNE, TERMS));

        assertThat(snapshot.limits()).extracting(LimitState::used).containsExactly(1L, 25L);
    }
}
