package dev.weir.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final long NOON = Instant.parse("2026-11-30T12:00:00Z").getEpochSecond();

    @Test
    void keepsAnHourOfSteps() {
        History history = new History();

        IntStream.range(0, 1_000).forEach(at -> history.add(sample(NOON + 5L * at, at, 0)));

        List<MeterSample> kept = history.after(0);
        assertThat(kept).hasSize(721);
        assertThat(kept.getLast().epochSeconds() - kept.getFirst().epochSeconds())
                .isEqualTo(3_600);
        assertThat(history.latest()).map(MeterSample::requests).contains(999.0);
    }

    @Test
    void findsTheSampleOfSomeTimeAgo() {
        History history = new History();
        IntStream.range(0, 10).forEach(at -> history.add(sample(NOON + 5L * at, at, 0)));

        assertThat(history.before(Duration.ofSeconds(10)))
                .map(MeterSample::requests)
                .contains(7.0);
        assertThat(history.before(Duration.ofHours(1)))
                .map(MeterSample::requests)
                .contains(0.0);
        assertThat(history.after(NOON + 40)).extracting(MeterSample::requests).containsExactly(9.0);
        assertThat(new History().before(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void beginsTheCostOfTheDayAtMidnightOfUtc() {
        History history = new History();
        long midnight = Instant.parse("2026-12-01T00:00:00Z").getEpochSecond();

        history.add(sample(midnight - 10, 0, 3));
        assertThat(history.usdBeforeToday()).isZero();
        history.add(sample(midnight - 5, 0, 4));
        history.add(sample(midnight, 0, 6));
        history.add(sample(midnight + 5, 0, 9));

        assertThat(history.usdBeforeToday()).isEqualTo(4);
    }

    @Test
    void tellsTheTimeToFirstTokenOfAShareOfTheRequests() {
        MeterSample before = sample(NOON, 0, buckets(10, 10, 10, 10));
        MeterSample after = sample(NOON + 5, 0, buckets(10, 60, 110, 110));

        assertThat(after.firstToken(0.5, before)).isEqualTo(1.0);
        assertThat(after.firstToken(0.25, before)).isEqualTo(0.75);
        assertThat(after.firstToken(1, before)).isEqualTo(2.0);
        assertThat(before.firstToken(0.5, before)).isNaN();
    }

    @Test
    void saysTheLastFiniteBoundOfWhatIsBeyondIt() {
        MeterSample before = sample(NOON, 0, buckets(0, 0, 0, 0));
        MeterSample after = sample(NOON + 5, 0, buckets(0, 0, 0, 4));

        assertThat(after.firstToken(0.95, before)).isEqualTo(2.0);
    }

    @Test
    void writesListsOfTheSameLength() {
        String json =
                HistoryJson.of(List.of(sample(NOON, 1, buckets(0, 0, 0, 0)), sample(NOON + 5, 2, buckets(0, 4, 4, 4))));

        assertThat(json)
                .startsWith("{\"step\":5,\"time\":[" + NOON + "," + (NOON + 5) + "],\"requests\":[1,2],")
                .contains("\"usd\":[0.000000001,0.000000001]", "\"ttft_p50\":[null,0.75]")
                .endsWith("}");
        assertThat(HistoryJson.of(List.of())).contains("\"time\":[]");
    }

    private static NavigableMap<Double, Double> buckets(double half, double one, double two, double all) {
        return new TreeMap<>(Map.of(0.5, half, 1.0, one, 2.0, two, Double.POSITIVE_INFINITY, all));
    }

    private static MeterSample sample(long second, double requests, double usd) {
        return new MeterSample(second, requests, 0, 0, 0, 0, 0, 0, 0, 0, usd, buckets(0, 0, 0, 0));
    }

    private static MeterSample sample(long second, double requests, NavigableMap<Double, Double> firstTokens) {
        return new MeterSample(second, requests, 0, 0, 0, 0, 0, 0, 0, 0, 1e-9, firstTokens);
    }
}
