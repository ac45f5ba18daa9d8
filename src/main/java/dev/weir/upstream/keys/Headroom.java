package dev.weir.upstream.keys;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a key's rate limits for one model, as the upstream said last.
 *
 * <p>Between two responses each limit is taken to refill evenly until its reset. Source: Messages API, rate limits:
 * token buckets that refill continuously; {@code reset} is when the bucket is full, in RFC 3339.
 *
 * @param limits those that were stated
 * @param seenNanos when, by a clock that never goes back
 */
record Headroom(List<Stated> limits, long seenNanos) {
    /** Nothing is known, so that nothing is near its limit. */
    static final Headroom UNKNOWN = new Headroom(List.of(), 0);

    /** Below this share of a limit its key is used less and less. */
    private static final double NEAR = 0.1;

    /** A key that is used up still gets a few, as its response alone can tell that there is room again. */
    private static final double LEAST_WEIGHT = 0.01;

    Headroom {
        limits = List.copyOf(limits);
    }

    /**
     * One limit.
     *
     * @param fullAfterNanos from when it was stated until it is full again
     */
    record Stated(RateLimitKind kind, long limit, long remaining, long fullAfterNanos) {
        private double shareLeft(long nanosSince) {
            double share = (double) remaining / limit;
            double refilled = fullAfterNanos <= 0 ? 1 : Math.min(1, (double) nanosSince / fullAfterNanos);
            return share + (1 - share) * refilled;
        }
    }

    /** Reads what the headers of a response say; {@link #UNKNOWN} where they say nothing. */
    static Headroom of(MultiMap headers, Instant now, long nanos) {
        List<Stated> limits = new ArrayList<>(4);
        for (RateLimitKind kind : RateLimitKind.values()) {
            stated(headers, kind, now).ifPresent(limits::add);
        }
        return limits.isEmpty() ? UNKNOWN : new Headroom(limits, nanos);
    }

    /**
     * Returns how much of its usual share of requests a key should get: 1 until it comes near a limit, then less and
     * less.
     */
    double weight(long nanos) {
        double least = 1;
        for (Stated limit : limits) {
            least = Math.min(least, limit.shareLeft(nanos - seenNanos));
        }
        return least >= NEAR ? 1 : Math.max(LEAST_WEIGHT, least / NEAR);
    }

    private static Optional<Stated> stated(MultiMap headers, RateLimitKind kind, Instant now) {
        long limit = number(headers.get(kind.limitHeader()));
        long remaining = number(headers.get(kind.remainingHeader()));
        if (limit <= 0 || remaining < 0) {
            return Optional.empty();
        }
        return Optional.of(new Stated(kind, limit, Math.min(remaining, limit), until(headers, kind, now)));
    }

    private static long until(MultiMap headers, RateLimitKind kind, Instant now) {
        String reset = headers.get(kind.resetHeader());
        try {
            return reset == null
                    ? 0
                    : Math.max(0, Duration.between(now, Instant.parse(reset)).toNanos());
        } catch (DateTimeException | ArithmeticException _) {
            return 0;
        }
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
