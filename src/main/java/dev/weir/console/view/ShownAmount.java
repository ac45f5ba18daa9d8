package dev.weir.console.view;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes amounts and times for people: the same in every locale, times in UTC. */
final class ShownAmount {
    /** What stands where there is nothing to show. */
    static final String NONE = "–";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int CENT_PLACES = 2;
    private static final int MOST_PLACES = 6;
    private static final double CENT = 0.01;
    private static final double SHORT = 0.1;
    private static final double MILLIS = 1_000;
    private static final double PERCENT = 100;

    private ShownAmount() {}

    static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    static String count(long value) {
        return count((double) value);
    }

    static String rate(double perSecond) {
        return Double.isFinite(perSecond) ? String.format(Locale.ROOT, "%,.1f /s", perSecond) : NONE;
    }

    /** Returns dollars with two decimals, an amount of less than a cent with up to six. */
    static String usd(double usd) {
        boolean isSmall = usd != 0 && Math.abs(usd) < CENT;
        if (!isSmall) {
            return String.format(Locale.ROOT, "$%,.2f", usd);
        }
        BigDecimal rounded = BigDecimal.valueOf(usd)
                .setScale(MOST_PLACES, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return "$" + rounded.setScale(Math.max(CENT_PLACES, rounded.scale())).toPlainString();
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", share * PERCENT) : NONE;
    }

    static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        return seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", seconds * MILLIS)
                : String.format(Locale.ROOT, "%.2f s", seconds);
    }

    static String nanos(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds >= SHORT) {
            return seconds(seconds);
        }
        return String.format(Locale.ROOT, seconds < 1 / MILLIS ? "%.2f ms" : "%.1f ms", seconds * MILLIS);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String dayAndTime(Instant instant) {
        return DAY_AND_TIME.format(instant);
    }

    /** Returns a duration by its largest unit and the next, as in {@code 3 d 4 h}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds >= Duration.ofDays(1).toSeconds()) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (seconds >= Duration.ofHours(1).toSeconds()) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return seconds >= Duration.ofMinutes(1).toSeconds()
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : seconds + " s";
    }
}
