package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.weir.messages.Operation;
import dev.weir.metering.PricedExchange;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecords;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpMetricsTest {
    private static final String DURATION = "gen_ai.client.inference.duration";
    private static final String FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk";
    private static final String USAGE = "gen_ai.client.inference.usage.";

    private final OtlpReceiver receiver = new OtlpReceiver();
    private final OtlpMetrics metrics = new OtlpMetrics(receiver.url(), "test");

    @AfterEach
    void close() {
        metrics.close();
        receiver.close();
    }

    private void record(UsageRecord... records) {
        for (UsageRecord record : records) {
            metrics.accept(priced(record));
        }
        metrics.flush();
    }

    private static PricedExchange priced(UsageRecord record) {
        return PricedExchange.of(
                record,
                UsageRecords.TABLE,
                UsageRecords.TABLE.cost(
                        record.modelAsked(), record.response(), record.times().startedAt()));
    }

    private static UsageRecord with(UsageRecord record, Operation operation, boolean isStream) {
        return with(record, operation, isStream, record.status());
    }

    private static UsageRecord with(UsageRecord record, Operation operation, boolean isStream, int status) {
        return new UsageRecord(
                record.ids(),
                record.who(),
                operation,
                record.modelAsked(),
                isStream,
                status,
                record.outcome(),
                record.error(),
                record.response(),
                record.sizes(),
                record.sent(),
                record.times());
    }

    private Metric received(String name) {
        return Objects.requireNonNull(receiver.metrics().get(name), name);
    }

    /** Returns what a counter has come to, over all its attributes. */
    private long sum(String name) {
        Metric metric = received(USAGE + name);
        assertThat(metric.getUnit()).isEqualTo("{token}");
        assertThat(metric.getSum().getIsMonotonic()).isTrue();
        return metric.getSum().getDataPointsList().stream()
                .mapToLong(NumberDataPoint::getAsInt)
                .sum();
    }

    private List<HistogramDataPoint> times(String name) {
        Metric metric = received(name);
        assertThat(metric.getUnit()).isEqualTo("s");
        return metric.getHistogram().getDataPointsList();
    }

    private Map<String, String> tokenAttributes() {
        Metric input = received(USAGE + "input_tokens");
        assertThat(input.getSum().getDataPointsCount()).isEqualTo(1);
        return OtlpReceiver.attributes(input.getSum().getDataPoints(0).getAttributesList());
    }

    @Test
    void countsTheTokensOfEachExchangeOnceWithTheCacheInTheInput() {
        record(UsageRecords.completed(), UsageRecords.completed());

        assertThat(sum("input_tokens")).isEqualTo(2 * 40_332);
        assertThat(sum("cache_read.input_tokens")).isEqualTo(2 * 40_000);
        assertThat(sum("cache_write.input_tokens")).isEqualTo(2 * 320);
        assertThat(sum("output_tokens")).isEqualTo(2 * 500);
        assertThat(tokenAttributes())
                .containsOnly(
                        entry("gen_ai.operation.name", "chat"),
                        entry("gen_ai.provider.name", "anthropic"),
                        entry("gen_ai.request.model", "claude-big"),
                        entry("gen_ai.response.model", "claude-big"),
                        entry("gen_ai.token.modality", "unknown"));
    }

    @Test
    void measuresHowLongTheExchangeAndTheFirstChunkOfAStreamTook() {
        record(UsageRecords.completed(), with(UsageRecords.completed(), Operation.MESSAGES, false));

        HistogramDataPoint duration = times(DURATION).getFirst();
        assertThat(duration.getCount()).isEqualTo(2);
        assertThat(duration.getSum()).isEqualTo(2 * 12.345678901);
        assertThat(duration.getExplicitBoundsList()).startsWith(0.01, 0.02).endsWith(1310.72);
        assertThat(OtlpReceiver.attributes(duration.getAttributesList()))
                .containsOnly(
                        entry("gen_ai.operation.name", "chat"),
                        entry("gen_ai.provider.name", "anthropic"),
                        entry("gen_ai.request.model", "claude-big"),
                        entry("gen_ai.response.model", "claude-big"));
        HistogramDataPoint first = times(FIRST_CHUNK).getFirst();
        assertThat(first.getCount()).isEqualTo(1);
        assertThat(first.getSum()).isEqualTo(0.812345678);
    }

    @Test
    void measuresNoFirstChunkOfAnErrorInPlaceOfAStream() {
        UsageRecord overloaded = with(UsageRecords.completed(), Operation.MESSAGES, true, 529);

        record(UsageRecords.completed(), overloaded);

        assertThat(times(FIRST_CHUNK).getFirst().getCount()).isEqualTo(1);
    }

    @Test
    void namesTheErrorAndCountsZeroTokensWhereNoUsageCame() {
        record(UsageRecords.unreachable());

        Map<String, String> attributes =
                OtlpReceiver.attributes(times(DURATION).getFirst().getAttributesList());
        assertThat(attributes)
                .containsEntry("error.type", "connect")
                .containsEntry("gen_ai.request.model", "claude-big")
                .doesNotContainKey("gen_ai.response.model");
        assertThat(sum("input_tokens")).isZero();
        assertThat(sum("output_tokens")).isZero();
        assertThat(tokenAttributes()).containsEntry("gen_ai.token.modality", "unknown");
        assertThat(receiver.metrics()).doesNotContainKey(USAGE + "cache_read.input_tokens");
    }

    @Test
    void countsNothingThatIsNoInference() {
        record(
                UsageRecords.overBudget(),
                with(UsageRecords.completed(), Operation.COUNT_TOKENS, false),
                with(UsageRecords.completed(), Operation.MODELS, false));

        assertThat(receiver.metrics()).isEmpty();
    }

    @Test
    void writesNoTextThatAClientOrAnUpstreamMadeUp() {
        String secret = "sk-ant-api03-Canary Text";
        record(UsageRecords.completed(secret, UsageRecords.responseOf(secret)));

        assertThat(tokenAttributes())
                .containsEntry("gen_ai.request.model", "other")
                .containsEntry("gen_ai.response.model", "other");
        assertThat(receiver.bytes()).doesNotContain("Canary");
    }

    @Test
    void keepsOneSeriesHoweverManyModelNamesClientsMakeUp() {
        for (int i = 0; i < 10_000; i++) {
            metrics.accept(priced(UsageRecords.completed("model-" + i, UsageRecords.responseOf("model-" + i))));
        }
        metrics.flush();

        assertThat(receiver.metrics().values().stream()
                        .collect(Collectors.toMap(
                                Metric::getName,
                                metric -> metric.getSum().getDataPointsCount()
                                        + metric.getHistogram().getDataPointsCount())))
                .hasSizeGreaterThan(3)
                .allSatisfy((name, series) -> assertThat(series).as(name).isEqualTo(1));
    }

    @Test
    void holdsNoExchangeBackWhereNobodyReceives() {
        OtlpMetrics lost = new OtlpMetrics(URI.create("http://127.0.0.1:1/"), "test");
        for (int i = 0; i < 1_000; i++) {
            lost.accept(priced(UsageRecords.completed()));
        }

        lost.close();

        assertThat(receiver.metrics()).isEmpty();
        assertThat(Optional.of(receiver.bytes())).contains("");
    }
}
