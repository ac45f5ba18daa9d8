package dev.weir.usage.compare;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/** A time with its end, which it does not include. */
public record ReportPeriod(Instant start, Instant end) implements Comparable<ReportPeriod> {
    /**
     * Returns the calendar period that ends at a moment.
     *
     * @param zone where its days begin
     * @param length a day, a week or a month
     */
    public static ReportPeriod endingAt(Instant end, ZoneId zone, Period length) {
        return new ReportPeriod(
                end.atZone(zone).toLocalDate().minus(length).atStartOfDay(zone).toInstant(), end);
    }

    @Override
    public int compareTo(ReportPeriod other) {
        return start.compareTo(other.start);
    }

    /** Returns whether a moment lies in it. */
    boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    @Override
    public String toString() {
        return start + "/" + end;
    }
}
