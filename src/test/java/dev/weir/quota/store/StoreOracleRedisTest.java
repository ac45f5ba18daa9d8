package dev.weir.quota.store;

import io.vertx.core.Vertx;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Redis and the mirror answer and keep the same; {@code -Dweir.histories=10000} runs more, {@code -Dweir.seed} one again. */
class StoreOracleRedisTest {
    private static final RedisServerForTests SERVER = RedisServerForTests.start();
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void end() {
        VERTX.close();
        SERVER.close();
    }

    @Test
    void answersAndKeepsWhatTheMirrorDoes() {
        StoreOracle oracle = new StoreOracle(VERTX, SERVER.url());
        Long seed = Long.getLong("weir.seed");

        if (seed != null) {
            oracle.compare(seed);
        } else {
            RandomGenerator.getDefault()
                    .longs(Integer.getInteger("weir.histories", 500))
                    .forEach(oracle::compare);
        }

        oracle.close();
    }
}
