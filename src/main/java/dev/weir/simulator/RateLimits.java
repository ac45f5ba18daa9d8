package dev.weir.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** The account's limits in the response headers; they are shown, never enforced. Single-threaded. */
final class RateLimits {
    private static final long ROUNDED_TO = 1_000;

    private final Clock clock;
    private final Bucket requests = new Bucket(4_000);
    private final Bucket input = new Bucket(2_000_000);
    private final Bucket output = new Bucket(400_000);

    RateLimits(Clock clock) {
        this.clock = clock;
    }

    /** Subtracts one request and its tokens, down to zero. */
    void spend(int inputTokens, int outputTokens) {
        Instant now = clock.instant();
        requests.spend(1, now);
        input.spend(inputTokens, now);
        output.spend(outputTokens, now);
    }

    /** Every {@code anthropic-ratelimit-*} header. Source: Messages API, rate limits, response headers. */
    Map<String, String> headers() {
        Instant now = clock.instant();
        Map<String, String> headers = new HashMap<>();
        write(headers, "requests", requests, 1, now);
        write(headers, "input-tokens", input, ROUNDED_TO, now);
        write(headers, "output-tokens", output, ROUNDED_TO, now);
        write(headers, "tokens", output.full(now).isAfter(input.full(now)) ? output : input, ROUNDED_TO, now);
        return headers;
    }

    private static void write(Map<String, String> headers, String name, Bucket bucket, long unit, Instant now) {
        String prefix = "anthropic-ratelimit-" + name;
        headers.put(prefix + "-limit", String.valueOf(bucket.limit));
        headers.put(prefix + "-remaining", String.valueOf(bucket.remaining(now) / unit * unit));
        headers.put(
                prefix + "-reset",
                bucket.full(now).truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A bucket that refills steadily, its whole limit in a minute: it knows when it will be full. */
    private static final class Bucket {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        private final long limit;
        private final long nanosEach;
        private Instant full = Instant.EPOCH;

        /** The limit divides a minute's nanoseconds. */
        Bucket(long limit) {
            this.limit = limit;
            this.nanosEach = MINUTE.toNanos() / limit;
        }

        void spend(long amount, Instant now) {
            Instant later = full(now).plusNanos(Math.min(amount, limit) * nanosEach);
            Instant empty = now.plus(MINUTE);
            full = later.isBefore(empty) ? later : empty;
        }

        long remaining(Instant now) {
            return limit - Math.ceilDiv(Duration.between(now, full(now)).toNanos(), nanosEach);
        }

        Instant full(Instant now) {
            return full.isAfter(now) ? full : now;
        }
    }
}
