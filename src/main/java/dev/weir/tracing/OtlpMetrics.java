package dev.weir.tracing;

import dev.weir.messages.Operation;
import dev.weir.messages.Usage;
import dev.weir.metering.PricedExchange;
import dev.weir.metering.UsageRecord;
import dev.weir.pricing.Cost.CostLine;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The metrics of the GenAI conventions, sent to an OTLP receiver over HTTP every {@value #PAUSE_SECONDS} s by a thread
 * of their own. Told of each exchange once; those that were not sent upstream are no inference, and count nowhere.
 *
 * <p>The models are ids of the price table or {@code other}, as everywhere; further sets of attributes than the 2,000
 * that OpenTelemetry keeps for each metric would be added up as one. Safe for any thread.
 */
public final class OtlpMetrics implements Consumer<PricedExchange>, AutoCloseable {
    private static final int PAUSE_SECONDS = 30;
    private static final double NANOS = 1_000_000_000;
    private static final int OK = 200;

    /** The bounds of the conventions, in seconds, and four more for what takes up to 20 minutes. */
    private static final List<Double> DURATIONS = List.of(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68,
            655.36, 1310.72);

    private final SdkMeterProvider provider;
    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final LongCounter input;
    private final LongCounter output;
    private final LongCounter cacheRead;
    private final LongCounter cacheWrite;

    /**
     * Makes metrics of nothing; connects when they are first sent.
     *
     * @param endpoint without {@code /v1/metrics}
     */
    public OtlpMetrics(URI endpoint, String version) {
        OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(OtlpTarget.url(endpoint, "metrics"))
                .setTimeout(OtlpTarget.PATIENCE)
                .build();
        provider = SdkMeterProvider.builder()
                .setResource(OtlpTarget.resource(version))
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(Duration.ofSeconds(PAUSE_SECONDS))
                        .build())
                .build();
        Meter meter = provider.get(OtlpTarget.SCOPE);
        duration = histogram(meter, GenAiNames.METRIC_DURATION, "How long an exchange with the model took");
        firstChunk = histogram(meter, GenAiNames.METRIC_FIRST_CHUNK, "How long the first bytes of a stream took");
        input = counter(meter, GenAiNames.METRIC_INPUT, "Input tokens, those of the cache included");
        output = counter(meter, GenAiNames.METRIC_OUTPUT, "Output tokens");
        cacheRead = counter(meter, GenAiNames.METRIC_CACHE_READ, "Input tokens read from the cache");
        cacheWrite = counter(meter, GenAiNames.METRIC_CACHE_WRITE, "Input tokens written to the cache");
    }

    private static DoubleHistogram histogram(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit(GenAiNames.SECONDS)
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(DURATIONS)
                .build();
    }

    private static LongCounter counter(Meter meter, String name, String description) {
        return meter.counterBuilder(name)
                .setUnit(GenAiNames.TOKENS)
                .setDescription(description)
                .build();
    }

    @Override
    public void accept(PricedExchange priced) {
        UsageRecord record = priced.exchange();
        if (record.operation() != Operation.MESSAGES || record.sent().attempts() == 0) {
            return;
        }
        Optional<String> served = record.response().model().map(_ -> priced.model());
        times(record, attributes(priced, served));
        tokens(priced, served);
    }

    private void times(UsageRecord record, AttributesBuilder attributes) {
        if (record.stream() && record.status() == OK) {
            Attributes ofStream = attributes.build();
            record.times().firstTokenNanos().ifPresent(nanos -> firstChunk.record(nanos / NANOS, ofStream));
        }
        ErrorTypes.of(record).ifPresent(type -> attributes.put(GenAiNames.ERROR, type));
        duration.record(record.times().totalNanos() / NANOS, attributes.build());
    }

    /** Counts each model that served; zero where no usage came, as the conventions ask for. */
    private void tokens(PricedExchange priced, Optional<String> served) {
        List<CostLine> lines = priced.cost().lines();
        if (lines.isEmpty()) {
            Attributes none = ofTokens(priced, served);
            input.add(0, none);
            output.add(0, none);
        }
        for (CostLine line : lines) {
            Usage usage = line.usage();
            long written = usage.cacheWrite5m() + usage.cacheWrite1h();
            Attributes ofModel = ofTokens(priced, Optional.of(line.model()));
            input.add(usage.input() + usage.cacheRead() + written, ofModel);
            output.add(usage.output(), ofModel);
            cacheRead.add(usage.cacheRead(), ofModel);
            cacheWrite.add(written, ofModel);
        }
    }

    private static Attributes ofTokens(PricedExchange priced, Optional<String> served) {
        return attributes(priced, served)
                .put(GenAiNames.MODALITY, GenAiNames.UNKNOWN_MODALITY)
                .build();
    }

    private static AttributesBuilder attributes(PricedExchange priced, Optional<String> served) {
        AttributesBuilder attributes = Attributes.builder()
                .put(GenAiNames.OPERATION, GenAiNames.CHAT)
                .put(GenAiNames.PROVIDER, GenAiNames.ANTHROPIC);
        priced.exchange().modelAsked().ifPresent(_ -> attributes.put(GenAiNames.REQUEST_MODEL, priced.modelAsked()));
        served.ifPresent(model -> attributes.put(GenAiNames.RESPONSE_MODEL, model));
        return attributes;
    }

    /** Sends what is counted so far, and waits for at most some seconds until it is sent. */
    public void flush() {
        provider.forceFlush().join(OtlpTarget.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Sends what is left, for at most some seconds; blocks. */
    @Override
    public void close() {
        provider.shutdown().join(OtlpTarget.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
