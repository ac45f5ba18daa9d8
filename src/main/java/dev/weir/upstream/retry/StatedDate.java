package dev.weir.upstream.retry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The date in an error's message, as in {@code You will regain access on 2026-12-01 at 00:00 UTC.}
 *
 * <p>Source: Messages API, wording of spend limits; no header and no field has the date.
 */
final class StatedDate {
    private static final Pattern DATE = Pattern.compile("\\b(\\d{4}-\\d{2}-\\d{2})(?:(?: at |T)(\\d{2}:\\d{2}))?");

    private StatedDate() {}

    static Optional<Instant> in(String message) {
        Matcher date = DATE.matcher(message);
        if (!date.find()) {
            return Optional.empty();
        }
        try {
            LocalTime time =
                    Optional.ofNullable(date.group(2)).map(LocalTime::parse).orElse(LocalTime.MIDNIGHT);
            return Optional.of(LocalDate.parse(date.group(1)).atTime(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
