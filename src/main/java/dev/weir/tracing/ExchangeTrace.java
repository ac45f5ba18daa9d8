package dev.weir.tracing;

import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.TraceIds;
import java.util.Optional;

/** The spans of one exchange: one for it, with one for each of its parts below. Used on one event loop only. */
public sealed interface ExchangeTrace permits NoTrace, SpanTrace {
    /** Notes that a part begins; the part before it has ended. */
    void begin(ChildSpan part);

    /** Notes that a part has ended; does nothing where it has not begun. */
    void end(ChildSpan part, String result);

    /** Notes that an attempt begins; returns the {@code traceparent} that it sends, absent without a trace. */
    Optional<String> beginAttempt(String upstream, String key);

    /** Notes how the attempt ended. */
    void endAttempt(String result);

    /** Returns whether the client's own trace goes on, so that its {@code tracestate} still belongs to it. */
    boolean isContinued();

    /** Returns by what the exchange's span is found. */
    Optional<TraceIds> ids();

    /** Ends all spans, with what the record says. */
    void end(UsageRecord record);
}
