package dev.weir.quota.store;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.TestLimits.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.StoreUnderTest.UsedAndHeld;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does, in memory and in Redis. */
class QuotaStoreTest {
    private static final Limits OF_A_DAY = TestLimits.limits(limit(TOKENS_PER_DAY, 100));
    private static final Terms DAILY = new Terms(OF_A_DAY, Limits.NONE, TestLimits.UTC);
    private static final Duration LEASE_TIME = StoreUnderTest.LEASE_TIME;

    @ParameterizedTest
    @EnumSource
    void replacesTheHoldByWhatWasUsed(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        ReserveReply reply = store.reserve("a", anne, DAILY, tokens(30));

        store.settle("a", anne, DAILY, tokens(25));

        assertThat(reply).isEqualTo(new Granted(snapshot(store, 1, 0, 30)));
        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(25, 0));
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhetherThereWasALeaseToEnd(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Settlement settlement = new Settlement("a", store.user("anne"), DAILY, tokens(25));
        store.reserve("a", store.user("anne"), DAILY, tokens(30));

        List<Boolean> ended = List.of(
                result(store.store().settle(settlement)).isEnded(),
                result(store.store().settle(settlement)).isEnded());

        assertThat(ended).containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource
    void holdsNowhereWhatTheTeamHasNoRoomFor(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = new Terms(OF_A_DAY, TestLimits.limits(limit(CONCURRENT_REQUESTS, 1)), TestLimits.UTC);
        store.reserve("a", store.user("anne"), terms, tokens(30));

        boolean isGranted = store.isGranted("b", store.user("bob"), terms, tokens(30));

        assertThat(isGranted).isFalse();
        assertThat(store.first(store.user("bob"), terms)).isEqualTo(new UsedAndHeld(0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void holdsNothingTwice(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("a", anne, DAILY, tokens(60));

        boolean isGranted = store.isGranted("a", anne, DAILY, tokens(60));

        assertThat(isGranted).isTrue();
        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(0, 60));
    }

    @ParameterizedTest
    @EnumSource
    void holdsNothingForALeaseThatWasChargedBefore(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.charge("a", anne, DAILY, Amounts.NONE);

        store.reserve("a", anne, DAILY, tokens(60));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void chargesOnceWhateverIsRepeated(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("settled", anne, DAILY, tokens(10));
        store.settle("settled", anne, DAILY, tokens(5));

        store.settle("settled", anne, DAILY, tokens(5));
        store.charge("never reserved", anne, DAILY, tokens(7));
        store.charge("never reserved", anne, DAILY, tokens(7));
        store.settle("never reserved", anne, DAILY, tokens(7));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(12, 0));
    }

    @ParameterizedTest
    @EnumSource
    void remembersAChargeWhereverTheClockGoes(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.pass(Duration.ofDays(30));
        store.charge("ahead", anne, DAILY, tokens(7));
        store.pass(Duration.ofDays(-30));
        store.charge("a", anne, DAILY, tokens(1));

        store.charge("ahead", anne, DAILY, tokens(7));
        store.charge("a", anne, DAILY, tokens(1));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void forgetsTheOldestOfManyCharges(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        for (int charge = 0; charge <= QuotaStore.MAX_CHARGES; charge++) {
            store.charge("charge-" + charge, anne, DAILY, tokens(1));
        }

        store.charge("charge-1", anne, DAILY, tokens(1));
        store.charge("charge-0", anne, DAILY, tokens(1));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(QuotaStore.MAX_CHARGES + 2, 0));
    }

    @ParameterizedTest
    @EnumSource
    void saysThatABudgetFreesWhenALeaseEndsWhereOnlyHoldsAreInTheWay(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserveClamped("a", anne, DAILY, tokens(500));

        ReserveReply reply = store.reserveClamped("b", anne, DAILY, tokens(500));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.exhausted().getFirst().freeAtMillis())
                                .isEqualTo(store.nowMillis() + LEASE_TIME.toMillis()));
    }

    @ParameterizedTest
    @EnumSource
    void chargesThePeriodOfTheAdmission(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.pass(Duration.between(Instant.ofEpochMilli(store.nowMillis()), Instant.parse("2026-11-22T23:59:59Z")));
        store.reserve("yesterday", anne, DAILY, tokens(30));
        store.pass(Duration.ofSeconds(1));
        store.reserve("today", anne, DAILY, tokens(20));

        store.settle("yesterday", anne, DAILY, tokens(30));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(0, 20));
    }

    @ParameterizedTest
    @EnumSource
    void admitsAnIdleUserWithSomethingLeftOnce(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.charge("before", anne, DAILY, tokens(99));

        ReserveReply first = store.reserveClamped("a", anne, DAILY, tokens(50));
        ReserveReply second = store.reserveClamped("b", anne, DAILY, tokens(50));

        assertThat(first).isEqualTo(new Granted(snapshot(store, 1, 99, 1)));
        assertThat(second).isInstanceOf(Denied.class);
    }

    @ParameterizedTest
    @EnumSource
    void setsBackTheUserAlone(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = new Terms(OF_A_DAY, OF_A_DAY, TestLimits.UTC);
        Subject anne = store.user("anne");
        store.charge("before", anne, terms, tokens(50));
        store.reserve("open", anne, terms, tokens(20));

        result(store.store().reset(anne, new Terms(OF_A_DAY, Limits.NONE, TestLimits.UTC)));

        assertThat(result(store.store().snapshot(anne, terms)).limits())
                .extracting(LimitState::used, LimitState::held)
                .containsExactly(tuple(0L, 20L), tuple(50L, 20L));
    }

    @ParameterizedTest
    @EnumSource
    void beginsANewDayWhereTheOneInForceBeganWhileTheClockWasAhead(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        store.pass(Duration.ofDays(30));
        store.charge("ahead", anne, DAILY, tokens(100));
        store.pass(Duration.ofDays(-30));

        ReserveReply reply = store.reserve("a", anne, DAILY, tokens(60));

        assertThat(reply).isEqualTo(new Granted(snapshot(store, 1, 0, 60)));
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, Asia/Tokyo, 2026-11-15T10:00:00Z",
        "Asia/Tokyo, America/Los_Angeles, 2026-11-30T16:00:00Z",
        "Pacific/Kiritimati, Etc/GMT+12, 2026-11-30T11:00:00Z",
        "Etc/GMT+12, Pacific/Kiritimati, 2026-11-15T11:00:00Z"
    })
    void keepsWhatWasUsedInTheMonthWhereTheTeamsTimeZoneChanges(String from, String to, Instant at) {
        for (StoreKind kind : List.of(StoreKind.MEMORY, StoreKind.EMBEDDED)) {
            StoreUnderTest store = StoreUnderTest.in(kind);
            Subject anne = store.user("anne");
            store.pass(Duration.between(Instant.ofEpochMilli(store.nowMillis()), at));
            store.charge("before", anne, monthly(from), tokens(70));

            UsedAndHeld after = store.first(anne, monthly(to));

            assertThat(after).isEqualTo(new UsedAndHeld(70, 0));
        }
    }

    private static Terms monthly(String zone) {
        return new Terms(
                TestLimits.limits(TestLimits.limit(LimitKind.TOKENS_PER_MONTH, 100)), Limits.NONE, ZoneId.of(zone));
    }

    private static Snapshot snapshot(StoreUnderTest store, long leases, long used, long held) {
        long midnight = Instant.parse("2026-11-23T00:00:00Z").toEpochMilli();
        return new Snapshot(
                store.nowMillis(),
                leases,
                List.of(new LimitState(
                        LimitLevel.USER, OF_A_DAY.all().getFirst(), used, held, OptionalLong.of(midnight))));
    }

    private static Amounts tokens(long tokens) {
        return new Amounts(1, 0, 0, tokens, 0);
    }
}
