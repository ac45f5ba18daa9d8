package dev.weir.tracing;

import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import java.util.Optional;

/** Says which error an exchange ended with: the reason of Weir's own error, else the outcome. */
final class ErrorTypes {
    private ErrorTypes() {}

    /** Returns the value of {@code error.type}; absent where neither Weir nor the upstream failed. */
    static Optional<String> of(UsageRecord record) {
        return isFault(record.outcome())
                ? record.error()
                        .map(error -> error.reason().label())
                        .or(() -> Optional.of(record.outcome().label()))
                : Optional.empty();
    }

    /** Returns whether Weir or the upstream failed, rather than the request. */
    private static boolean isFault(Outcome outcome) {
        return switch (outcome) {
            case UPSTREAM_ERROR, UPSTREAM_UNREACHABLE, STREAM_CUT, DRAINED, SHED, FAILED -> true;
            case COMPLETED, INVALID, UNAUTHENTICATED, FORBIDDEN, QUOTA_REFUSED, CLIENT_GONE -> false;
        };
    }
}
