package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeterReadingTest {
    private static final Pattern LINE = Pattern.compile("(weir_\\w+?)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final PrometheusScrape scrape = new PrometheusScrape();
    private final WeirMetrics metrics =
            new WeirMetrics(scrape.registry(), new InFlight(() -> 3, () -> 2, () -> 4096, () -> 7, () -> 1), "1.0");

    @Test
    void saysOfEverySeriesWhatAScrapeSays() {
        record();

        MeterReading reading = metrics.read();

        List<Matcher> lines = scrape.samples("weir_").stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(lines).hasSizeGreaterThan(40);
        for (Matcher line : lines) {
            String name = line.group(1);
            if (!name.endsWith("_bucket") && !name.endsWith("_max")) {
                Map<String, String> labels = labels(line.group(2));
                assertThat(reading.series(name))
                        .as(line.group())
                        .filteredOn(series -> series.labels().equals(labels))
                        .extracting(MeterReading.Series::value)
                        .containsExactly(Double.parseDouble(line.group(3)));
            }
        }
    }

    @Test
    void sumsAndGroupsSeries() {
        record();

        MeterReading reading = metrics.read();

        assertThat(reading.sum("weir_requests_total")).isEqualTo(3);
        assertThat(reading.sum("weir_requests_total", Map.of("team", "a"))).isEqualTo(2);
        assertThat(reading.sums("weir_requests_total", "status", Map.of("team", "a")))
                .isEqualTo(Map.of("200", 1.0, "429", 1.0));
        assertThat(reading.sum("weir_none_total")).isZero();
    }

    @Test
    void addsUpTheBucketsOfAllSeries() {
        record();

        MeterReading reading = metrics.read();

        assertThat(reading.buckets("weir_request_duration_seconds"))
                .containsEntry(0.025, 1.0)
                .containsEntry(1.0, 2.0)
                .containsEntry(Double.POSITIVE_INFINITY, 2.0);
        assertThat(reading.buckets("weir_none")).isEmpty();
    }

    @Test
    void keepsWhatWasCountedForTeamsThatAreGone() {
        record();
        metrics.use("a", "m").cacheRequest(UsageRecords.USAGE);
        MeterReading before = metrics.read();

        metrics.retainTeams(Set.of("b"));
        record();
        metrics.retainTeams(Set.of("b"));
        MeterReading reading = metrics.read();

        assertThat(reading.sum("weir_requests_total")).isEqualTo(2 * before.sum("weir_requests_total"));
        assertThat(reading.sums("weir_requests_total", "outcome", Map.of()))
                .isEqualTo(Map.of("completed", 4.0, "quota_refused", 2.0));
        assertThat(reading.sums("weir_requests_total", "team", Map.of())).isEqualTo(Map.of("b", 2.0, "(removed)", 4.0));
        assertThat(reading.sum("weir_cache_requests_total")).isEqualTo(1);
        assertThat(scrape.samples("weir_requests_total")).hasSize(1);
    }

    private void record() {
        metrics.request(Operation.MESSAGES, "a", "m", 200, Outcome.COMPLETED);
        metrics.request(Operation.MESSAGES, "a", "m", 429, Outcome.QUOTA_REFUSED);
        metrics.request(Operation.COUNT_TOKENS, "b", "m", 200, Outcome.COMPLETED);
        metrics.overhead(Phase.AUTH, 20_000);
        metrics.retried("status");
        for (long millis : new long[] {20, 700}) {
            metrics.latencies(Operation.MESSAGES, "m")
                    .record(new UsageRecord.Timings(
                            Instant.EPOCH, millis * 1_000_000, OptionalLong.of(millis * 500_000), Map.of()));
        }
    }

    private static Map<String, String> labels(@Nullable String text) {
        return text == null
                ? Map.of()
                : LABEL.matcher(text)
                        .results()
                        .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }
}
