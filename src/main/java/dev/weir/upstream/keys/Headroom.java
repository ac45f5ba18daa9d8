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
 * What is left of a key's rate limits for one model, as the upstream reported last.
 *
 * <p>Between two responses, each limit is assumed to refill evenly until its reset. Source: Messages API, rate limits:
 * token buckets that refill continuously; {@code reset} is when the bucket is full, in RFC 3339.
 *
 * @param limits those that were reported
 * @param seenNanos when they were reported, by a clock that never goes back
 */
record Headroom(List<ReportedLimit> limits, long seenNanos) {
    /** Nothing is known, so no limit counts as near. */
    static final Headroom UNKNOWN = new Headroom(List.of(), 0);

    /** A key with less than this share of a limit left gets fewer requests. */
    private static final double NEAR = 0.1;

    /** A key with nothing left still gets a few requests, as only a response shows that the limit has refilled. */
    private static final double LEAST_WEIGHT = 0.01;

    Headroom {
        limits = List.copyOf(limits);
    }

    /**
     * One limit.
     *
     * @param fullAfterNanos from the report until it is full again
     */
    record ReportedLimit(RateLimitKind kind, long limit, long remaining, long fullAfterNanos) {
        private double shareLeft(long nanosSince) {
            double share = (double) remaining / limit;
            double refilled = fullAfterNanos <= 0 ? 1 : Math.min(1, (double) nanosSince / fullAfterNanos);
            return share + (1 - share) * refilled;
        }
    }

    /** Reads the headers of a response; {@link #UNKNOWN} if they have no rate limits. */
    static Headroom of(MultiMap headers, Instant now, long nanos) {
        List<ReportedLimit> limits = new ArrayList<>(4);
        for (RateLimitKind kind : RateLimitKind.values()) {
            read(headers, kind, now).ifPresent(limits::add);
        }
        return limits.isEmpty() ? UNKNOWN : new Headroom(limits, nanos);
    }

    /**
     * Returns which part of its usual requests a key should get: 1 until it comes near a limit, then less and less.
     */
    double weight(long nanos) {
        double least = 1;
        for (ReportedLimit limit : limits) {
            least = Math.min(least, limit.shareLeft(nanos - seenNanos));
        }
        return least >= NEAR ? 1 : Math.max(LEAST_WEIGHT, least / NEAR);
    }

    private static Optional<ReportedLimit> read(MultiMap headers, RateLimitKind kind, Instant now) {
        long limit = number(headers.get(kind.limitHeader()));
        long remaining = number(headers.get(kind.remainingHeader()));
        if (limit <= 0 || remaining < 0) {
            return Optional.empty();
        }
        return Optional.of(new ReportedLimit(kind, limit, Math.min(remaining, limit), until(headers, kind, now)));
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
