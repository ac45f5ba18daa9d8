package dev.weir.quota.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The days and months around a moment, in milliseconds since 1970: the starts of the previous, the current, the next
 * and the next but one.
 *
 * <p>Redis chooses the current one by its own clock, so a replica whose clock runs ahead cannot begin tomorrow.
 */
public record Periods(List<Long> days, List<Long> months) {
    private static final int CURRENT = 1;
    private static final int NEXT = 2;

    /** The most by which two time zones differ, from UTC-12 to UTC+14. */
    private static final long ZONES_APART = 26 * 3_600_000L;

    public Periods {
        days = List.copyOf(days);
        months = List.copyOf(months);
    }

    /**
     * Returns the periods around a moment, with days of 23 and 25 hours and days without a midnight as the zone has
     * them.
     */
    public static Periods around(long nowMillis, ZoneId zone) {
        LocalDate today = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        LocalDate first = today.withDayOfMonth(1);
        return new Periods(
                IntStream.rangeClosed(-CURRENT, NEXT)
                        .mapToObj(days -> startOf(today.plusDays(days), zone))
                        .toList(),
                IntStream.rangeClosed(-CURRENT, NEXT)
                        .mapToObj(months -> startOf(first.plusMonths(months), zone))
                        .toList());
    }

    /** Returns the end of the current day. */
    public long dayEnd() {
        return days.get(NEXT);
    }

    /** Returns the end of the current month. */
    public long monthEnd() {
        return months.get(NEXT);
    }

    /** Returns the latest end of a current day in any time zone. */
    public long latestDayEnd() {
        return dayEnd() + ZONES_APART;
    }

    /**
     * Returns the latest end of a current month in any time zone, at a moment of the current day: in the last hours of
     * a month the next one may have begun elsewhere.
     */
    public long latestMonthEnd(long nowMillis) {
        return (nowMillis + ZONES_APART >= monthEnd() ? months.get(NEXT + 1) : monthEnd()) + ZONES_APART;
    }

    /** Returns whether a moment lies in the current day, which lies in the current month. */
    boolean areCurrentAt(long nowMillis) {
        return days.get(CURRENT) <= nowMillis && nowMillis < dayEnd();
    }

    private static long startOf(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
