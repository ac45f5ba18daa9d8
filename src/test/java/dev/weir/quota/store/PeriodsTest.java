package dev.weir.quota.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeriodsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void namesTheStartsAroundAMomentInTheZone() {
        Periods periods = Periods.around(millis("2026-12-31T23:30:00Z"), BERLIN);

        assertThat(periods)
                .isEqualTo(new Periods(
                        all(
                                "2026-12-30T23:00:00Z",
                                "2026-12-31T23:00:00Z",
                                "2027-01-01T23:00:00Z",
                                "2027-01-02T23:00:00Z"),
                        all(
                                "2026-11-30T23:00:00Z",
                                "2026-12-31T23:00:00Z",
                                "2027-01-31T23:00:00Z",
                                "2027-02-28T23:00:00Z"),
                        all(
                                "2026-12-20T23:00:00Z",
                                "2026-12-27T23:00:00Z",
                                "2027-01-03T23:00:00Z",
                                "2027-01-10T23:00:00Z")));
    }

    /** ISO 8601: 2026 has 53 weeks, the last of which ends on 3 January. */
    @Test
    void beginsWeeksOnMondayAlsoInTheLastDaysOfAYear() {
        Periods sunday = Periods.around(millis("2027-01-03T22:59:59Z"), BERLIN);
        Periods monday = Periods.around(millis("2027-01-03T23:00:00Z"), BERLIN);

        assertThat(sunday.weekEnd()).isEqualTo(millis("2027-01-03T23:00:00Z"));
        assertThat(monday.weekEnd()).isEqualTo(millis("2027-01-10T23:00:00Z"));
    }

    @Test
    void hasAWeekOf167HoursWhereClocksGoForward() {
        List<Long> weeks =
                Periods.around(millis("2026-03-29T12:00:00Z"), BERLIN).weeks();

        assertThat(Duration.ofMillis(weeks.get(2) - weeks.get(1))).isEqualTo(Duration.ofHours(167));
    }

    @Test
    void hasDaysAsLongAsTheZoneHasThem() {
        List<Long> spring =
                Periods.around(millis("2026-03-29T12:00:00Z"), BERLIN).days();
        List<Long> autumn =
                Periods.around(millis("2026-10-25T12:00:00Z"), BERLIN).days();

        assertThat(Duration.ofMillis(spring.get(2) - spring.get(1))).isEqualTo(Duration.ofHours(23));
        assertThat(Duration.ofMillis(autumn.get(2) - autumn.get(1))).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void beginsADayWithoutMidnightLater() {
        List<Long> days = Periods.around(millis("2026-04-24T12:00:00Z"), ZoneId.of("Africa/Cairo"))
                .days();

        assertThat(days.get(1)).isEqualTo(millis("2026-04-23T22:00:00Z"));
        assertThat(Duration.ofMillis(days.get(2) - days.get(1))).isEqualTo(Duration.ofHours(23));
    }

    private static List<Long> all(String... instants) {
        return Stream.of(instants).map(PeriodsTest::millis).toList();
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
