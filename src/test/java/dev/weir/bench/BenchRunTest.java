package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchRunTest {
    @ParameterizedTest
    @CsvSource({"30000, 10000, 3", "30001, 10000, 4", "30000, 90000, 2", "1000000, 100, 60", "30000, 0, 60"})
    void asksForAsManySecondsAsTheRequestsTakeWithinBounds(long requests, double requestsPerSecond, int seconds) {
        assertThat(BenchRun.secondsFor(requests, requestsPerSecond)).isEqualTo(seconds);
    }
}
