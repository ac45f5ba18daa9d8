package dev.weir.quota.store;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The days, months and weeks around a moment, in milliseconds since 1970: the starts of the previous, the current, the
 * next and the next but one. Weeks begin on Monday, as in ISO 8601.
 *
 * <p>Redis chooses the current one by its own clock, so a replica whose clock runs ahead cannot begin tomorrow.
 */
public record Periods(List<Long> days, List<Long> months, List<Long> weeks) {
    private static final int CURRENT = 1;
    private static final int NEXT = 2;

    /** The most by which two time zones differ, from UTC-12 to UTC+14. */
    private static final long ZONES_APART = 26 * 3_600_000L;

    public Periods {
        days = List.copyOf(days);
        months = List.copyOf(months);
        weeks = List.copyOf(weeks);
    }

    /**
     * Returns the periods around a moment, with days of 23 and 25 hours and days without a midnight as the zone has
     * them.
     */
    public static Periods around(long nowMillis, ZoneId zone) {
        LocalDate today = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        LocalDate first = today.withDayOfMonth(1);
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return new Periods(
                starts(today::plusDays, zone), starts(first::plusMonths, zone), starts(monday::plusWeeks, zone));
    }

    private static List<Long> starts(IntFunction<LocalDate> dates, ZoneId zone) {
        return IntStream.rangeClosed(-CURRENT, NEXT)
                .mapToObj(n -> startOf(dates.apply(n), zone))
                .toList();
    }

    /** Returns the end of the current day. */
    public long dayEnd() {
        return days.get(NEXT);
    }

    /** Returns the end of the current month. */
    public long monthEnd() {
        return months.get(NEXT);
    }

    /** Returns the end of the current week. */
    public long weekEnd() {
        return weeks.get(NEXT);
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
        return latest(months, nowMillis);
    }

    /** Returns the latest end of a current week in any time zone, as {@link #latestMonthEnd} does for months. */
    public long latestWeekEnd(long nowMillis) {
        return latest(weeks, nowMillis);
    }

    private static long latest(List<Long> starts, long nowMillis) {
        long end = starts.get(NEXT);
        return (nowMillis + ZONES_APART >= end ? starts.get(NEXT + 1) : end) + ZONES_APART;
    }

    /** Returns whether a moment lies in the current day, which lies in the current month. */
    boolean areCurrentAt(long nowMillis) {
        return days.get(CURRENT) <= nowMillis && nowMillis < dayEnd();
    }

    private static long startOf(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
