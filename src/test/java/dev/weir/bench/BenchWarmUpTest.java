package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchWarmUpTest {
    private final Deque<Integer> runs = new ArrayDeque<>();
    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());

    @ParameterizedTest
    @CsvSource({"100, 97, true", "97, 100, true", "100, 96.9, false", "0, 0, true"})
    void takesThreePercentForAgreement(double one, double other, boolean isSo) {
        assertThat(BenchWarmUp.agree(one, other)).isEqualTo(isSo);
    }

    @Test
    void sendsTwoHundredThousandRequestsBeforeItLooks() throws IOException {
        BenchWarmUp.WarmRate outcome = warmUp(10_000);

        assertThat(runs).containsExactly(2, 18, 2, 2);
        assertThat(outcome).isEqualTo(new BenchWarmUp.WarmRate(10_000, true));
    }

    @Test
    void takesAMinuteForASlowTarget() throws IOException {
        warmUp(100);

        assertThat(runs).containsExactly(2, 60, 2, 2);
    }

    private BenchWarmUp.WarmRate warmUp(int perSecond) throws IOException {
        Load load = (_, seconds) -> {
            runs.add(seconds);
            return new Load.LoadResult((long) perSecond * seconds, perSecond);
        };
        BenchStep step = new BenchStep(Workload.JSON_1K, Target.direct(9_100));
        return new BenchWarmUp(new StepMeasurement(load, load), 200_000, nowhere).run(step);
    }
}
