package dev.weir.upstream.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
    private final RetryBudget budget = new RetryBudget(20, 3, nanos::get);

    @Test
    void givesThreeRetriesInTheFirstSecondWithoutAnyRequest() {
        int taken = takeAll();

        assertThat(taken).isEqualTo(3);
    }

    @Test
    void givesTwentyRetriesForAHundredRequests() {
        takeAll();
        IntStream.range(0, 100).forEach(_ -> budget.request());

        int taken = takeAll();

        assertThat(taken).isEqualTo(20);
    }

    @Test
    void savesForTenSecondsAndNoLonger() {
        nanos.addAndGet(1000 * SECOND);

        int taken = takeAll();

        assertThat(taken).isEqualTo(30);
    }

    @Test
    void forgetsWhatRequestsGaveAfterTenSeconds() {
        IntStream.range(0, 1000).forEach(_ -> budget.request());
        nanos.addAndGet(10 * SECOND);

        int taken = takeAll();

        assertThat(taken).isEqualTo(30);
    }

    @Test
    void spendsTheOldestFirst() {
        IntStream.range(0, 100).forEach(_ -> budget.request());
        nanos.addAndGet(9 * SECOND);
        IntStream.range(0, 50).forEach(_ -> budget.take());
        nanos.addAndGet(SECOND);

        int taken = takeAll();

        assertThat(taken).isEqualTo(3); // 20 + 30 were spent, those of the tenth second last
    }

    @Test
    void staysWithinAQuarterOfTheRequestsInAStorm() {
        int taken = 0;
        for (int second = 0; second < 10; second++) {
            for (int request = 0; request < 200; request++) {
                budget.request();
                taken += budget.take() ? 1 : 0;
            }
            nanos.addAndGet(SECOND);
        }

        assertThat(taken).isBetween(400, 500);
    }

    @Test
    void saysWhichShareIsLeft() {
        double before = budget.remaining();
        budget.take();

        assertThat(new double[] {before, budget.remaining()}).containsExactly(1.0, 2.0 / 3);
    }

    private int takeAll() {
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        return taken;
    }
}
