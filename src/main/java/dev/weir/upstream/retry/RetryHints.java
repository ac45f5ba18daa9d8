package dev.weir.upstream.retry;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a response say about a retry.
 *
 * <p>Source: the SDKs, which prefer {@code retry-after-ms} to {@code retry-after} and obey {@code x-should-retry}.
 *
 * @param retryAfter how long to wait at least; never negative, at most a day
 * @param forbidden whether {@code x-should-retry: false} was sent
 */
public record RetryHints(Optional<Duration> retryAfter, boolean forbidden) {
    /** Headers without any hint. */
    public static final RetryHints NONE = new RetryHints(Optional.empty(), false);

    private static final double LONGEST_SECONDS = 86_400;
    private static final double MILLIS = 1000;

    /** Reads the headers; a date is compared with {@code now}. Unreadable values count as absent. */
    public static RetryHints of(MultiMap headers, Instant now) {
        Optional<Duration> wait = number(headers.get("retry-after-ms"))
                .map(millis -> seconds(millis / MILLIS))
                .or(() -> number(headers.get("retry-after")).map(RetryHints::seconds))
                .or(() -> date(headers.get("retry-after"), now));
        boolean forbidden = "false".equalsIgnoreCase(headers.get("x-should-retry"));
        return wait.isEmpty() && !forbidden ? NONE : new RetryHints(wait, forbidden);
    }

    private static Optional<Double> number(@Nullable String text) {
        return text != null && text.matches("-?\\d{1,12}(\\.\\d{1,9})?")
                ? Optional.of(Double.parseDouble(text))
                : Optional.empty();
    }

    private static Optional<Duration> date(@Nullable String text, Instant now) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(seconds(Duration.between(now, until).toMillis() / MILLIS));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (Math.clamp(seconds, 0, LONGEST_SECONDS) * MILLIS));
    }
}
