package dev.weir.quota.store.redis;

import static dev.weir.quota.store.FutureResults.result;

import dev.weir.quota.store.StoreKind;
import io.vertx.core.Vertx;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Redis and the store in memory reply and keep the same.
 *
 * <p>{@code -Dweir-test.histories=10000} runs more histories, {@code -Dweir-test.seed} runs one again.
 */
class StoreOracleRedisTest {
    private final Vertx vertx = Vertx.vertx();

    /**
     * Past findings: an id that a step forgets and takes anew; a charge at a level whose limits the policy took away.
     */
    private static final long[] FOUND = {
        -2242123681899104801L, 7675424649847443409L, -7770800112137986594L, 6097476168872540386L
    };

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MEMORY")
    void repliesAndKeepsWhatTheStoreInMemoryDoes(StoreKind kind) {
        kind.assumeThere();
        StoreComparison oracle = new StoreComparison(vertx, kind.url().orElseThrow());
        Long seed = Long.getLong("weir-test.seed");

        if (seed != null) {
            oracle.compare(seed);
        } else {
            seeds(kind).forEach(oracle::compare);
        }

        oracle.close();
        result(vertx.close());
    }

    /**
     * The same histories in every run of the suite, new ones where a number is given. The first Redis has the
     * whole number, the others, which differ in version only, a tenth.
     */
    private static LongStream seeds(StoreKind kind) {
        Integer requested = Integer.getInteger("weir-test.histories");
        int histories = requested == null ? 500 : requested;
        RandomGenerator random = requested == null ? new SplittableRandom(1) : RandomGenerator.getDefault();
        LongStream seeds = random.longs(kind == StoreKind.EMBEDDED ? histories : histories / 10);
        return LongStream.concat(LongStream.of(FOUND), seeds);
    }
}
