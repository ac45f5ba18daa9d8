package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageMeterTest {
    private final PrometheusScrape scrape = new PrometheusScrape();
    private final WeirMetrics metrics =
            new WeirMetrics(scrape.registry(), new InFlight(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0), "test");
    private final List<String> lines = new ArrayList<>();
    private final List<String> warned = new ArrayList<>();
    private final UsageMeter meter =
            new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(line -> lines.add(line.toString())));

    @Test
    void countsTokensAndCostOfAnExchange() {
        meter.record(UsageRecords.completed());

        assertThat(scrape.samples("weir_requests_total"))
                .containsExactly("weir_requests_total"
                        + "{model=\"claude-big\",operation=\"messages\",outcome=\"completed\","
                        + "status=\"200\",team=\"search\",} 1.0");
        assertThat(scrape.samples("weir_tokens_total"))
                .containsExactly(
                        "weir_tokens_total{kind=\"cache_read\",model=\"claude-big\",team=\"search\",} 40000.0",
                        "weir_tokens_total{kind=\"cache_write_1h\",model=\"claude-big\",team=\"search\",} 20.0",
                        "weir_tokens_total{kind=\"cache_write_5m\",model=\"claude-big\",team=\"search\",} 300.0",
                        "weir_tokens_total{kind=\"input\",model=\"claude-big\",team=\"search\",} 12.0",
                        "weir_tokens_total{kind=\"output\",model=\"claude-big\",team=\"search\",} 500.0");
        assertThat(value("weir_cost_usd_total{model=\"claude-big\",team=\"search\",}"))
                .isEqualTo(0.019708);
        assertThat(value("weir_cache_savings_usd_total{model=\"claude-big\",team=\"search\",}"))
                .isEqualTo(0.152);
        assertThat(scrape.samples("weir_unknown_price_total")).containsExactly("weir_unknown_price_total 0.0");
    }

    @Test
    void timesTheExchangeItsFirstTokenAndEachPhase() {
        meter.record(UsageRecords.completed());

        assertThat(scrape.samples("weir_"))
                .contains(
                        "weir_request_duration_seconds_bucket"
                                + "{model=\"claude-big\",operation=\"messages\",le=\"10.0\",} 0.0",
                        "weir_request_duration_seconds_bucket"
                                + "{model=\"claude-big\",operation=\"messages\",le=\"20.0\",} 1.0",
                        "weir_time_to_first_token_seconds_bucket"
                                + "{model=\"claude-big\",operation=\"messages\",le=\"0.75\",} 0.0",
                        "weir_time_to_first_token_seconds_bucket"
                                + "{model=\"claude-big\",operation=\"messages\",le=\"1.0\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"auth\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"read\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"quota\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"connect\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"relay\",} 1.0",
                        "weir_overhead_seconds_bucket{phase=\"quota\",le=\"2.0E-4\",} 0.0",
                        "weir_overhead_seconds_bucket{phase=\"quota\",le=\"5.0E-4\",} 1.0",
                        "weir_overhead_seconds_bucket{phase=\"connect\",le=\"2.0E-5\",} 1.0");
    }

    @Test
    void countsAnUnauthenticatedRequestUnderNoTeamAndTimesOnlyThePhasesReached() {
        meter.record(UsageRecords.unauthenticated());

        assertThat(scrape.samples("weir_requests_total"))
                .containsExactly("weir_requests_total"
                        + "{model=\"other\",operation=\"messages\",outcome=\"unauthenticated\","
                        + "status=\"401\",team=\"none\",} 1.0");
        assertThat(scrape.samples("weir_tokens_total")).isEmpty();
        assertThat(scrape.samples("weir_"))
                .contains(
                        "weir_overhead_seconds_count{phase=\"auth\",} 1.0",
                        "weir_overhead_seconds_count{phase=\"read\",} 0.0",
                        "weir_request_duration_seconds_count{model=\"other\",operation=\"messages\",} 1.0",
                        "weir_time_to_first_token_seconds_count{model=\"other\",operation=\"messages\",} 0.0");
    }

    @Test
    void countsIterationsUnderTheModelsThatRan() {
        var usage = new Usage(
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(
                        new Iteration(Optional.of("claude-small"), 10, 0, 0, 0, 1),
                        new Iteration(Optional.empty(), 20, 0, 0, 0, 2)));

        meter.record(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));

        assertThat(scrape.samples("weir_tokens_total"))
                .contains(
                        "weir_tokens_total{kind=\"input\",model=\"claude-small\",team=\"search\",} 10.0",
                        "weir_tokens_total{kind=\"input\",model=\"claude-big\",team=\"search\",} 20.0");
        assertThat(scrape.samples("weir_requests_total")).hasSize(1);
    }

    @Test
    void countsWhatCacheWritesCostBesideWhatReadsSaved() {
        meter.record(UsageRecords.completed());

        assertThat(value("weir_cache_write_cost_usd_total{model=\"claude-big\",team=\"search\",}"))
                .isEqualTo((300 * 5 + 20 * 8) / 1e6);
    }

    @ParameterizedTest
    @CsvSource({"EXACT,", "PARTIAL, partial", "ESTIMATED, estimated"})
    void countsTheCostThatIsNotExact(Provenance provenance, @Nullable String label) {
        meter.record(UsageRecords.completed(
                "claude-big", UsageRecords.response("claude-big", UsageRecords.USAGE, provenance)));

        var uncertain = scrape.samples("weir_cost_uncertain_usd_total");

        if (label == null) {
            assertThat(uncertain).isEmpty();
        } else {
            assertThat(uncertain)
                    .containsExactly(
                            "weir_cost_uncertain_usd_total{provenance=\"" + label + "\",team=\"search\",} 0.019708");
        }
    }

    @ParameterizedTest
    @CsvSource({"tools_changed, tools_changed", "unavailable, unavailable", "other, other", "what a client typed, other"
    })
    void countsWhyTheCacheMissed(String type, String label) {
        meter.record(UsageRecords.missed(type));

        assertThat(scrape.samples("weir_cache_misses_total"))
                .containsExactly(
                        "weir_cache_misses_total{model=\"claude-big\",reason=\"" + label + "\",team=\"search\",} 1.0");
    }

    @Test
    void countsUsageOfUnknownPrice() {
        meter.record(UsageRecords.completed(
                "mystery", UsageRecords.response("mystery", UsageRecords.USAGE, Provenance.EXACT)));
        meter.record(UsageRecords.unauthenticated());

        assertThat(scrape.samples("weir_unknown_price_total")).containsExactly("weir_unknown_price_total 1.0");
    }

    @Test
    void warnsOnceOfEachModelWithoutAPrice() {
        try (var _ = warnings()) {
            record("mystery");
            record("claude-big");
            record("mystery");
            record("sk-ant-secret");
        }

        assertThat(warned)
                .containsExactly(
                        "WARN The price table has no entry for the model mystery: its cost is a guess by the table's"
                                + " default. Add it to weir.prices-file.",
                        "WARN The price table has no entry for the model other: its cost is a guess by the table's"
                                + " default. Add it to weir.prices-file.");
    }

    @Test
    void warnsOfAModelWithoutAPriceThatSampledAPart() {
        var step = new Iteration(Optional.of("helper"), 1, 0, 0, 0, 1);
        var usage = new Usage(0, 0, 0, 0, 0, 0, List.of(step));

        try (var _ = warnings()) {
            meter.record(
                    UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));
        }

        assertThat(warned).singleElement().asString().contains("the model helper:");
    }

    @Test
    void warnsOfNoMoreThan100Models() {
        try (var _ = warnings()) {
            for (int number = 0; number <= UnpricedModels.MAX_NAMES; number++) {
                record("mystery-" + number);
            }
        }

        assertThat(warned).hasSize(UnpricedModels.MAX_NAMES);
        assertThat(warned.getLast()).endsWith("Further models without an entry are not logged.");
    }

    private LogCapture warnings() {
        return LogCapture.of(
                UnpricedModels.class.getName(), record -> warned.add(record.getLevel() + " " + record.getMessage()));
    }

    private void record(String model) {
        meter.record(UsageRecords.completed(model, UsageRecords.response(model, UsageRecords.USAGE, Provenance.EXACT)));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, hit", "1, 1, 1, hit", "0, 1, 0, write", "0, 0, 1, write", "0, 0, 0, none"})
    void countsPromptCacheHitsAndWrites(long read, long write5m, long write1h, String result) {
        var usage = new Usage(1, read, write5m, write1h, 1, 0, List.of());

        meter.record(
                UsageRecords.completed("claude-big", UsageRecords.response("claude-big", usage, Provenance.EXACT)));

        assertThat(scrape.samples("weir_cache_requests_total"))
                .filteredOn(line -> line.endsWith(" 1.0"))
                .containsExactly("weir_cache_requests_total{model=\"claude-big\",result=\"" + result
                        + "\",team=\"search\",} 1.0");
    }

    @Test
    void countsNoPromptCacheResultFromAnEstimate() {
        meter.record(UsageRecords.completed(
                "claude-big", UsageRecords.response("claude-big", UsageRecords.USAGE, Provenance.ESTIMATED)));

        assertThat(scrape.samples("weir_cache_requests_total")).isNotEmpty().allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void countsAndWritesOnceForEachRecord() {
        meter.record(UsageRecords.completed());
        meter.record(UsageRecords.completed());

        assertThat(lines).hasSize(2);
        assertThat(value("weir_tokens_total{kind=\"output\",model=\"claude-big\",team=\"search\",}"))
                .isEqualTo(1000.0);
    }

    @Test
    void countsAFailingLogAndKeepsTheMetrics() {
        var failing = new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(_ -> {
            throw new IllegalStateException("disk full");
        }));

        failing.record(UsageRecords.completed());

        assertThat(scrape.samples("weir_metering_failures_total"))
                .containsExactly(
                        "weir_metering_failures_total{part=\"console\",} 0.0",
                        "weir_metering_failures_total{part=\"log\",} 1.0",
                        "weir_metering_failures_total{part=\"metrics\",} 0.0",
                        "weir_metering_failures_total{part=\"otlp\",} 0.0");
        assertThat(scrape.samples("weir_requests_total")).hasSize(1);
    }

    @Test
    void countsALineThatCannotBeFormattedLater() {
        var waiting = new ArrayList<Object>();
        var formattedLater = new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(waiting::add));
        formattedLater.record(UsageRecords.withUnreadablePhases());

        var formatting = assertThatThrownBy(() -> waiting.getFirst().toString());

        formatting.hasNoCause().hasMessage("a line cannot be formatted: java.lang.IllegalStateException");
        assertThat(value("weir_metering_failures_total{part=\"log\",}")).isEqualTo(1.0);
    }

    @Test
    void countsFailingMetricsAndKeepsTheLog() {
        scrape.registry().config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("no more meters");
            }
        });

        meter.record(UsageRecords.completed());

        assertThat(scrape.samples("weir_metering_failures_total"))
                .containsExactly(
                        "weir_metering_failures_total{part=\"console\",} 0.0",
                        "weir_metering_failures_total{part=\"log\",} 0.0",
                        "weir_metering_failures_total{part=\"metrics\",} 1.0",
                        "weir_metering_failures_total{part=\"otlp\",} 0.0");
        assertThat(lines).hasSize(1);
    }

    @Test
    void tellsTheConsoleAndOtlpOfAnExchangeWhereTheyAreOn() {
        var shown = new ArrayList<RecordedExchange>();
        var sent = new ArrayList<PricedExchange>();
        var watched = new UsageMeter(
                () -> UsageRecords.TABLE,
                metrics,
                new UsageLog(line -> lines.add(line.toString())),
                Optional.of(shown::add),
                Optional.of(sent::add));

        watched.record(UsageRecords.completed());

        assertThat(shown).extracting(RecordedExchange::requestId).containsExactly("weir_01");
        assertThat(sent).extracting(PricedExchange::exchange).containsExactly(UsageRecords.completed());
    }

    @Test
    void countsAFailureOfEachPartWhereThereAreNoPrices() {
        var failing = new UsageMeter(
                () -> {
                    throw new IllegalStateException("no prices");
                },
                metrics,
                new UsageLog(line -> lines.add(line.toString())),
                Optional.of(_ -> {}),
                Optional.of(_ -> {}));

        failing.record(UsageRecords.completed());

        assertThat(scrape.samples("weir_metering_failures_total"))
                .containsExactly(
                        "weir_metering_failures_total{part=\"console\",} 1.0",
                        "weir_metering_failures_total{part=\"log\",} 1.0",
                        "weir_metering_failures_total{part=\"metrics\",} 1.0",
                        "weir_metering_failures_total{part=\"otlp\",} 1.0");
    }

    @Test
    void logsTheFirstFailureAndThenEachPowerOfTwoWithoutItsMessage() {
        var logged = new ArrayList<String>();
        var failing = new UsageMeter(() -> UsageRecords.TABLE, metrics, new UsageLog(_ -> {
            throw new IllegalStateException("what a client sent");
        }));

        try (var _ = LogCapture.of(
                UsageMeter.class.getName(), record -> logged.add(record.getLevel() + " " + record.getMessage()))) {
            for (int i = 0; i < 5; i++) {
                failing.record(UsageRecords.completed());
            }
        }

        var message =
                "ERROR metering failed part=log request_id=weir_01 failure=java.lang.IllegalStateException failures=";
        assertThat(logged).containsExactly(message + 1, message + 2, message + 4);
    }

    private double value(String series) {
        return scrape.samples(series).stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }
}
