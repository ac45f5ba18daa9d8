package dev.weir.tracing;

import dev.weir.metering.UsageRecord;
import dev.weir.pricing.PriceTable;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Traces that are sent to an OTLP receiver over HTTP, by a thread of their own. At most {@value #MOST_WAITING} spans
 * wait; further ones are dropped, so that a slow receiver costs no request anything.
 *
 * <p>A failure to write what a span says is logged, the first and every one whose number is a power of two; the span
 * ends without it. Safe for any thread.
 */
public final class OtlpTraces implements Traces {
    static final int MOST_WAITING = 8_192;

    private static final Logger LOG = Logger.getLogger(OtlpTraces.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final TextMapGetter<MultiMap> HEADERS = new HeaderGetter();

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Supplier<PriceTable> prices;
    private final AtomicLong failures = new AtomicLong();

    /**
     * Makes traces; connects when the first spans are sent.
     *
     * @param endpoint without {@code /v1/traces}
     * @param sampleRatio the share of traces that begin here and are sent
     */
    public OtlpTraces(URI endpoint, double sampleRatio, String version, Supplier<PriceTable> prices) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(OtlpTarget.url(endpoint, "traces"))
                .setTimeout(OtlpTarget.PATIENCE)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(OtlpTarget.resource(version))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sampleRatio)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MOST_WAITING)
                        .setScheduleDelay(PAUSE)
                        .setExporterTimeout(OtlpTarget.PATIENCE)
                        .build())
                .build();
        tracer = provider.get(OtlpTarget.SCOPE);
        this.prices = prices;
    }

    @Override
    public ExchangeTrace begin(MultiMap headers, Instant startedAt) {
        SpanContext client = Span.fromContext(
                        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS))
                .getSpanContext();
        Span span = tracer.spanBuilder("exchange")
                .setParent(parent(client))
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(startedAt)
                .startSpan();
        return new SpanTrace(tracer, span, client.isValid(), this::write);
    }

    /** Leaves {@code tracestate} out: spans would inherit it, and it is the client's text. */
    private static Context parent(SpanContext client) {
        if (!client.isValid()) {
            return Context.root();
        }
        SpanContext ids = SpanContext.createFromRemoteParent(
                client.getTraceId(), client.getSpanId(), client.getTraceFlags(), TraceState.getDefault());
        return Context.root().with(Span.wrap(ids));
    }

    /** Writes the facts, or logs that it failed: a trace must not affect the exchange, and its span must end. */
    private void write(UsageRecord record, Span span) {
        try {
            SpanFacts.write(record, prices.get(), span);
        } catch (RuntimeException e) {
            long count = failures.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                // Only the class of the failure: its message may hold what a client sent.
                LOG.error("trace failed request_id=" + record.ids().weirRequestId() + " failure="
                        + e.getClass().getName() + " failures=" + count);
            }
        }
    }

    /** Waits until all that waits is sent; for tests. */
    void flush() {
        provider.forceFlush().join(OtlpTarget.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        provider.shutdown().join(OtlpTarget.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Reads the two headers of a trace. */
    private static final class HeaderGetter implements TextMapGetter<MultiMap> {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
