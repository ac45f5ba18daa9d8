package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void takesTheMiddleOfAnOddNumberOfValuesInWhateverOrder() {
        assertThat(Figures.median(List.of(9.0, 1.0, 4.0))).isEqualTo(4.0);
    }

    @Test
    void takesTheMeanOfTheTwoMiddleValuesOfAnEvenNumber() {
        assertThat(Figures.median(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(4.5);
    }

    @Test
    void hasNoMedianOfNothing() {
        assertThatThrownBy(() -> Figures.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pairsTheRatiosByRoundBeforeTakingTheirMedian() {
        // The ratio of the medians would be 60 / 20 = 3
        List<Sample> samples = List.of(sample(1, "weir", 60), sample(2, "weir", 100), sample(3, "weir", 40));
        List<Sample> base = List.of(sample(3, "nginx", 20), sample(2, "nginx", 40), sample(1, "nginx", 10));

        Figures figures = Figures.of(samples, base);

        assertThat(figures).isEqualTo(new Figures(60, 40, 100, Optional.of(2.5), 7, 1_000, 30));
    }

    @Test
    void hasNoRatioWithoutABase() {
        Figures figures = Figures.of(List.of(sample(1, "weir", 60)), List.of());

        assertThat(figures.ratio()).isEmpty();
    }

    private static Sample sample(int round, String target, double cpuMicros) {
        return new Sample(round, Workload.JSON_1K, target, cpuMicros, 7, 1_000, 30);
    }
}
