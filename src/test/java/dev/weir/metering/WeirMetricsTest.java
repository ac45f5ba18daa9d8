package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Operation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WeirMetricsTest {
    private final AtomicLong requests = new AtomicLong();
    private final PrometheusScrape scrape = new PrometheusScrape();
    private final WeirMetrics metrics = new WeirMetrics(
            scrape.registry(), new InFlight(requests::get, () -> 2, () -> 3, () -> 4, () -> 5), "1.2.3");
    private final UsageMeter meter = new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(_ -> {}));

    @Test
    void exposesTheNamesOfTheContract() {
        meter.record(UsageRecords.completed());
        metrics.upstreamResponded("anthropic", "main", 200);
        metrics.identityMismatch("search");

        var families = scrape.families();

        assertThat(families)
                .containsExactlyInAnyOrder(
                        "weir_requests_total counter",
                        "weir_tokens_total counter",
                        "weir_cost_usd_total counter",
                        "weir_cache_savings_usd_total counter",
                        "weir_cache_write_cost_usd_total counter",
                        "weir_cache_requests_total counter",
                        "weir_request_duration_seconds histogram",
                        "weir_request_duration_seconds_max gauge",
                        "weir_time_to_first_token_seconds histogram",
                        "weir_time_to_first_token_seconds_max gauge",
                        "weir_overhead_seconds histogram",
                        "weir_overhead_seconds_max gauge",
                        "weir_requests_in_flight gauge",
                        "weir_streams_in_flight gauge",
                        "weir_body_bytes_in_flight gauge",
                        "weir_connections_open gauge",
                        "weir_connections_refused_total counter",
                        "weir_upstream_attempts_total counter",
                        "weir_unknown_price_total counter",
                        "weir_identity_mismatch_total counter",
                        "weir_metering_failures_total counter",
                        "weir_build_info gauge");
        assertThat(scrape.withoutHelp()).isEmpty();
    }

    @Test
    void readsTheGaugesAtEachScrape() {
        requests.set(7);

        var gauges = scrape.samples("weir_");

        assertThat(gauges)
                .contains(
                        "weir_requests_in_flight 7.0",
                        "weir_streams_in_flight 2.0",
                        "weir_body_bytes_in_flight 3.0",
                        "weir_connections_open 4.0",
                        "weir_connections_refused_total 5.0",
                        "weir_build_info{version=\"1.2.3\",} 1.0");
    }

    @Test
    void startsCountersWithoutOpenLabelsAtZero() {
        assertThat(scrape.samples("weir_"))
                .contains(
                        "weir_unknown_price_total 0.0",
                        "weir_metering_failures_total{part=\"console\",} 0.0",
                        "weir_metering_failures_total{part=\"log\",} 0.0",
                        "weir_metering_failures_total{part=\"metrics\",} 0.0");
    }

    @Test
    void countsMismatches() {
        metrics.identityMismatch("search");

        var samples = scrape.samples("weir_");

        assertThat(samples).contains("weir_identity_mismatch_total{team=\"search\",} 1.0");
    }

    @Test
    void countsAttemptsByStatus() {
        metrics.upstreamResponded("anthropic", "main", 529);
        metrics.upstreamResponded("anthropic", "main", 100);
        metrics.upstreamResponded("anthropic", "main", 99);
        metrics.upstreamResponded("anthropic", "main", 599);
        metrics.upstreamResponded("anthropic", "main", 600);
        metrics.upstreamFailed("anthropic", "main", "connect");
        metrics.upstreamFailed("anthropic", "spare", "timeout");

        var attempts = scrape.samples("weir_upstream_attempts_total");

        assertThat(attempts)
                .containsExactly(
                        "weir_upstream_attempts_total{key=\"main\",status=\"100\",upstream=\"anthropic\",} 1.0",
                        "weir_upstream_attempts_total{key=\"main\",status=\"529\",upstream=\"anthropic\",} 1.0",
                        "weir_upstream_attempts_total{key=\"main\",status=\"599\",upstream=\"anthropic\",} 1.0",
                        "weir_upstream_attempts_total{key=\"main\",status=\"connect\",upstream=\"anthropic\",} 1.0",
                        "weir_upstream_attempts_total{key=\"main\",status=\"other\",upstream=\"anthropic\",} 2.0",
                        "weir_upstream_attempts_total{key=\"spare\",status=\"timeout\",upstream=\"anthropic\",} 1.0");
    }

    @Test
    void showsAKeyThatWasNeverRejected() {
        metrics.mayBeRejected("anthropic", "main");

        assertThat(scrape.samples("weir_upstream_attempts_total"))
                .containsExactly("weir_upstream_attempts_total"
                        + "{key=\"main\",status=\"key_rejected\",upstream=\"anthropic\",} 0.0");
    }

    @Test
    void makesNoSeriesForUnknownModelNames() {
        meter.record(UsageRecords.by("search", "never-heard-of", 200));
        var before = scrape.seriesCount();

        for (int i = 0; i < 10_000; i++) {
            meter.record(UsageRecords.by("search", "model-" + i, 200));
        }

        assertThat(scrape.seriesCount()).isEqualTo(before);
        assertThat(scrape.samples("weir_requests_total"))
                .containsExactly("weir_requests_total"
                        + "{model=\"other\",operation=\"messages\",outcome=\"completed\","
                        + "status=\"200\",team=\"search\",} 10001.0");
    }

    @Test
    void foldsTeamsBeyondTheBoundIntoOneAndLosesNoCount() {
        for (int i = 0; i < 3 * WeirMetrics.MAX_MODEL_USES; i++) {
            metrics.use("team-" + i, "claude-big").cacheRequest(UsageRecords.USAGE);
        }

        var hits = scrape.samples("weir_cache_requests_total").stream()
                .filter(line -> line.contains("result=\"hit\""))
                .toList();

        assertThat(hits)
                .hasSize(WeirMetrics.MAX_MODEL_USES + 1)
                .contains("weir_cache_requests_total{model=\"other\",result=\"hit\",team=\"other\",} "
                        + (double) (2 * WeirMetrics.MAX_MODEL_USES));
    }

    @Test
    void boundsTheSeriesOfRandomTeamsAndStatuses() {
        for (int i = 0; i < 20_000; i++) {
            meter.record(UsageRecords.by("team-" + i, "claude-big", i));
        }

        var series = scrape.samples("weir_requests_total").size();

        assertThat(series).isBetween(WeirMetrics.MAX_REQUEST_SERIES, WeirMetrics.MAX_REQUEST_SERIES + 501);
    }

    @Test
    void boundsMismatchesAttemptsAndLatenciesToo() {
        for (int i = 0; i < 10_000; i++) {
            metrics.identityMismatch("team-" + i);
            metrics.upstreamResponded("upstream-" + i, "key-" + i, 200);
            metrics.latencies(Operation.MESSAGES, "model-" + i);
        }

        var counts = List.of(
                scrape.samples("weir_identity_mismatch_total").size(),
                scrape.samples("weir_upstream_attempts_total").size(),
                scrape.samples("weir_request_duration_seconds_count").size());

        assertThat(counts)
                .containsExactly(
                        WeirMetrics.MAX_TEAMS + 1, WeirMetrics.MAX_ATTEMPT_SERIES + 1, WeirMetrics.MAX_LATENCIES + 1);
    }
}
