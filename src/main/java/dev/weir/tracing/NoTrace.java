package dev.weir.tracing;

import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecord.TraceIds;
import java.util.Optional;

/** An exchange without spans; every call returns at once and allocates nothing. */
public record NoTrace() implements ExchangeTrace {
    /** The only one that is needed. */
    public static final NoTrace INSTANCE = new NoTrace();

    @Override
    public void begin(ChildSpan part) {}

    @Override
    public void end(ChildSpan part, String result) {}

    @Override
    public Optional<String> beginAttempt(String upstream, String key) {
        return Optional.empty();
    }

    @Override
    public void endAttempt(String result) {}

    @Override
    public boolean isContinued() {
        return true;
    }

    @Override
    public Optional<TraceIds> ids() {
        return Optional.empty();
    }

    @Override
    public void end(UsageRecord record) {}
}
