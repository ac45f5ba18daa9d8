package dev.weir.quota.store;

import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.StoreUnderTest.UsedAndHeld;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Periods, and what a new time zone of the team does to them. */
class QuotaStorePeriodsTest {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "Pacific/Kiritimati",
            "Pacific/Tongatapu",
            "Pacific/Pago_Pago",
            "America/New_York",
            "Asia/Kathmandu");

    /** On days on which clocks change, at the end of a year, and in week 53. */
    private static final List<String> CHANGES =
            List.of("2026-03-29T00:30:00Z", "2026-10-25T11:30:00Z", "2026-12-31T10:30:00Z", "2027-01-03T23:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "REQUESTS_PER_DAY, UTC, 2026-11-22T10:00:00Z, 2026-11-23T00:00:00Z",
        "TOKENS_PER_WEEK, UTC, 2026-11-22T10:00:00Z, 2026-11-23T00:00:00Z",
        "TOKENS_PER_WEEK, Europe/Berlin, 2026-12-28T10:00:00Z, 2027-01-03T23:00:00Z",
        "TOKENS_PER_WEEK, Pacific/Kiritimati, 2027-01-03T09:59:00Z, 2027-01-03T10:00:00Z",
        "TOKENS_PER_WEEK, Pacific/Pago_Pago, 2027-01-03T10:00:00Z, 2027-01-04T11:00:00Z",
        "REQUESTS_PER_MONTH, Europe/Berlin, 2026-11-22T10:00:00Z, 2026-11-30T23:00:00Z"
    })
    void beginsAnewAtTheEndOfThePeriodInTheZone(LimitKind kind, String zone, Instant at, Instant end) {
        for (StoreKind place : List.of(StoreKind.MEMORY, StoreKind.EMBEDDED)) {
            StoreUnderTest store = at(place, at);
            Subject anne = store.user("anne");
            Terms terms = terms(kind, zone);
            store.charge("before", anne, terms, new Amounts(1, 0, 0, 1, 0));

            store.pass(Duration.between(at, end).minusMillis(1));
            UsedAndHeld last = store.first(anne, terms);
            store.pass(Duration.ofMillis(1));

            assertThat(last).isEqualTo(new UsedAndHeld(1, 0));
            assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsRequestsWhenTheyAreAdmittedAndGivesThemBack(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        Terms terms = terms(LimitKind.REQUESTS_PER_DAY, "UTC", 2);
        store.reserve("a", anne, terms, Amounts.ONE_REQUEST);
        store.reserve("b", anne, terms, Amounts.ONE_REQUEST);
        boolean isThird = store.isGranted("c", anne, terms, Amounts.ONE_REQUEST);

        store.settle("a", anne, terms, Amounts.NONE);
        store.settle("b", anne, terms, Amounts.ONE_REQUEST);

        assertThat(isThird).isFalse();
        assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void forgetsASessionADayAfterItsLastAdmittedRequest(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        Terms terms = new Terms(
                List.of(LevelTerms.of(LimitScope.ofSession("s"), List.of(new Limit(LimitKind.SESSION_REQUESTS, 2)))),
                TestLimits.UTC,
                List.of());
        store.reserve("a", anne, terms, Amounts.ONE_REQUEST);
        store.pass(Duration.ofHours(23));
        store.reserve("b", anne, terms, Amounts.ONE_REQUEST);
        store.pass(Duration.ofHours(23));
        boolean isThird = store.isGranted("c", anne, terms, Amounts.ONE_REQUEST);

        store.pass(Duration.ofHours(1));

        assertThat(isThird).isFalse();
        assertThat(store.isGranted("d", anne, terms, Amounts.ONE_REQUEST)).isTrue();
    }

    /**
     * A caller spends whatever it gets at once. One change of the zone gives no period of either zone two fresh
     * budgets, and nobody waits for longer than one of the longer periods.
     */
    @ParameterizedTest
    @EnumSource(names = {"TOKENS_PER_DAY", "TOKENS_PER_WEEK", "TOKENS_PER_MONTH"})
    void neitherHandsOutAPeriodsBudgetTwiceNorLocksLongerWhereTheZoneChanges(LimitKind kind) {
        for (String change : CHANGES) {
            for (String from : ZONES) {
                for (String to : ZONES) {
                    check(kind, from, to, Instant.parse(change));
                }
            }
        }
    }

    private static void check(LimitKind kind, String from, String to, Instant change) {
        int days = kind == LimitKind.TOKENS_PER_MONTH ? 65 : kind == LimitKind.TOKENS_PER_WEEK ? 16 : 4;
        Duration step = kind == LimitKind.TOKENS_PER_MONTH ? Duration.ofHours(1) : Duration.ofMinutes(15);
        Instant begin = change.minus(Duration.ofDays(days / 2));
        StoreUnderTest store = at(StoreKind.MEMORY, begin);
        Subject anne = store.user("anne");
        List<Long> fresh = new ArrayList<>();
        for (long n = 0; n < Duration.ofDays(days).dividedBy(step); n++) {
            boolean isBefore = store.nowMillis() < change.toEpochMilli();
            Terms terms = terms(kind, isBefore ? from : to);
            if (store.first(anne, terms).used() == 0) {
                fresh.add(store.nowMillis());
                store.charge("n" + n, anne, terms, new Amounts(1, 0, 0, 100, 0));
            }
            store.pass(step);
        }
        String what = kind + " from " + from + " to " + to + " at " + change;
        for (int n = 1; n < fresh.size(); n++) {
            long last = fresh.get(n - 1);
            long next = fresh.get(n);
            long longest = Math.max(length(kind, last, from), length(kind, last, to));
            assertThat(next - last).as(what).isLessThanOrEqualTo(longest + step.toMillis());
            if (next <= change.toEpochMilli()) {
                assertThat(startOf(kind, next, from)).as(what).isGreaterThan(startOf(kind, last, from));
            } else {
                assertThat(startOf(kind, next, to)).as(what).isGreaterThan(startOf(kind, last, to));
            }
        }
    }

    private static long length(LimitKind kind, long millis, String zone) {
        List<Long> starts = starts(kind, millis, zone);
        return Math.max(starts.get(2) - starts.get(1), starts.get(3) - starts.get(2));
    }

    private static long startOf(LimitKind kind, long millis, String zone) {
        return starts(kind, millis, zone).get(1);
    }

    private static List<Long> starts(LimitKind kind, long millis, String zone) {
        Periods periods = Periods.around(millis, ZoneId.of(zone));
        return kind == LimitKind.TOKENS_PER_DAY
                ? periods.days()
                : kind == LimitKind.TOKENS_PER_WEEK ? periods.weeks() : periods.months();
    }

    @Test
    void countsWhatAnotherModelMayUseWithoutTheRequest() {
        for (StoreKind place : List.of(StoreKind.MEMORY, StoreKind.EMBEDDED)) {
            StoreUnderTest store = StoreUnderTest.in(place);
            Subject anne = store.user("anne");
            LevelTerms other = new LevelTerms(
                    LimitScope.ofModels(LimitLevel.USER, "opus"),
                    false,
                    List.of(new Limit(LimitKind.REQUESTS_PER_DAY, 1), new Limit(LimitKind.TOKENS_PER_WEEK, 100)),
                    false);
            Terms terms = new Terms(List.of(other), TestLimits.UTC, List.of());

            store.reserve("a", anne, terms, new Amounts(1, 0, 0, 60, 0));
            boolean isSecond = store.isGranted("b", anne, terms, new Amounts(1, 0, 0, 60, 0));

            List<LimitState> limits =
                    result(store.store().snapshot(anne, terms)).limits();
            assertThat(limits.get(0).used()).isZero();
            assertThat(limits.get(1).held()).isEqualTo(60);
            assertThat(isSecond).isFalse();
        }
    }

    private static StoreUnderTest at(StoreKind kind, Instant moment) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        store.pass(Duration.between(Instant.ofEpochMilli(store.nowMillis()), moment));
        return store;
    }

    private static Terms terms(LimitKind kind, String zone) {
        return terms(kind, zone, 100);
    }

    private static Terms terms(LimitKind kind, String zone, long max) {
        return new Terms(
                List.of(new LevelTerms(LimitScope.USER, LevelTerms.isNewer(kind), List.of(new Limit(kind, max)), true)),
                ZoneId.of(zone),
                List.of());
    }
}
