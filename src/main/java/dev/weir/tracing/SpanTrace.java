package dev.weir.tracing;

import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.TraceIds;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The spans of an exchange whose trace may be sent. */
final class SpanTrace implements ExchangeTrace {
    private static final String RESULT = "weir.result";

    private final Tracer tracer;
    private final Span exchange;
    private final Context context;
    private final boolean isContinued;
    private final BiConsumer<UsageRecord, Span> facts;
    private Optional<Span> part = Optional.empty();
    private Optional<Span> attempt = Optional.empty();

    /**
     * Makes the spans.
     *
     * @param facts writes what the record says to the span of the exchange; never fails
     */
    SpanTrace(Tracer tracer, Span exchange, boolean isContinued, BiConsumer<UsageRecord, Span> facts) {
        this.tracer = tracer;
        this.exchange = exchange;
        this.context = Context.root().with(exchange);
        this.isContinued = isContinued;
        this.facts = facts;
    }

    @Override
    public void begin(ChildSpan child) {
        part.ifPresent(Span::end);
        part = Optional.of(tracer.spanBuilder(child.label()).setParent(context).startSpan());
    }

    @Override
    public void end(ChildSpan child, String result) {
        part.ifPresent(span -> span.setAttribute(RESULT, result).end());
        part = Optional.empty();
    }

    @Override
    public Optional<String> beginAttempt(String upstream, String key) {
        attempt.ifPresent(Span::end);
        Span span = tracer.spanBuilder("attempt")
                .setParent(context)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("weir.upstream", upstream)
                .setAttribute("weir.upstream_key", key)
                .startSpan();
        attempt = Optional.of(span);
        return Optional.of(traceparent(span.getSpanContext()));
    }

    @Override
    public void endAttempt(String result) {
        attempt.ifPresent(span -> span.setAttribute(RESULT, result).end());
        attempt = Optional.empty();
    }

    @Override
    public boolean isContinued() {
        return isContinued;
    }

    @Override
    public Optional<TraceIds> ids() {
        SpanContext ids = exchange.getSpanContext();
        return Optional.of(new TraceIds(ids.getTraceId(), ids.getSpanId(), ids.isSampled()));
    }

    @Override
    public void end(UsageRecord record) {
        attempt.ifPresent(Span::end);
        part.ifPresent(Span::end);
        if (exchange.isRecording()) {
            facts.accept(record, exchange);
        }
        exchange.end();
    }

    /** Source: W3C Trace Context, level 1. */
    private static String traceparent(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }
}
