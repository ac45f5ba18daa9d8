package dev.weir.quota.store;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.COUNT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.OUTPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.TestLimits.limit;
import static dev.weir.quota.store.TestLimits.ofTeam;
import static dev.weir.quota.store.TestLimits.ofUser;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.StoreUnderTest.UsedAndHeld;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does with limits per minute, in memory and in Redis. */
class QuotaStoreBucketsTest {
    @ParameterizedTest
    @EnumSource
    void namesTheLimitWithoutRoomAndWhenItHasSome(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(new Limit(OUTPUT_TOKENS_PER_MINUTE, 60, OptionalLong.of(10)));
        Subject anne = store.user("anne");
        store.reserve("used", anne, terms, output(7));
        store.settle("used", anne, terms, output(7));
        store.reserve("open", anne, terms, output(2));

        ReserveReply reply = store.reserve("b", anne, terms, output(5));

        assertThat(freeAt(reply)).isEqualTo(store.nowMillis() + 4000);
    }

    @ParameterizedTest
    @EnumSource
    void hasRoomOnlyWhenALeaseEndsWhereTheBucketIsTooSmallForBoth(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(new Limit(OUTPUT_TOKENS_PER_MINUTE, 60, OptionalLong.of(10)));
        Subject anne = store.user("anne");
        store.reserve("a", anne, terms, output(7));

        ReserveReply reply = store.reserve("b", anne, terms, output(5));

        assertThat(freeAt(reply)).isEqualTo(store.nowMillis() + StoreUnderTest.LEASE_TIME.toMillis());
    }

    @ParameterizedTest
    @EnumSource
    void hasRoomForAnIdleCallerOnceOneUnitHasRefilled(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 60));
        Subject anne = store.user("anne");
        store.reserveClamped("a", anne, terms, output(60));
        store.settle("a", anne, terms, output(61));

        ReserveReply reply = store.reserveClamped("b", anne, terms, output(50));

        assertThat(freeAt(reply)).isEqualTo(store.nowMillis() + 2000);
        store.pass(Duration.ofSeconds(2));
        assertThat(store.reserveClamped("c", anne, terms, output(50))).isInstanceOf(Granted.class);
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatWasUsedWhereALimitIsRaised(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms low = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 60));
        Terms high = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 6000));
        Subject anne = store.user("anne");
        store.reserve("a", anne, low, output(50));
        store.settle("a", anne, low, output(50));

        store.reserve("b", anne, high, output(1));

        assertThat(store.first(anne, high)).isEqualTo(new UsedAndHeld(50, 1));
    }

    @ParameterizedTest
    @EnumSource
    void settlesByTheNewestLimitsThoughTheLeaseIsOlder(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms low = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 60));
        Terms high = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 6000));
        Subject anne = store.user("anne");
        store.reserve("a", anne, low, output(10));
        store.reserve("b", anne, high, output(10));

        store.settle("a", anne, low, output(10));

        assertThat(store.first(anne, high)).isEqualTo(new UsedAndHeld(10, 10));
    }

    @ParameterizedTest
    @EnumSource
    void owesNoMoreThanASizeWhereALimitIsLowered(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms high = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 6000));
        Terms low = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 60));
        Subject anne = store.user("anne");
        store.reserve("a", anne, high, output(5000));
        store.settle("a", anne, high, output(5000));

        ReserveReply reply = store.reserve("b", anne, low, output(1));

        assertThat(freeAt(reply)).isEqualTo(store.nowMillis() + 61_000);
    }

    @ParameterizedTest
    @EnumSource
    void holdsABucketsSizeForWhatIsLargerAndLeavesTheRestAsDebt(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(limit(OUTPUT_TOKENS_PER_MINUTE, 60));
        Subject anne = store.user("anne");

        boolean isGranted = store.isGranted("a", anne, terms, output(500));
        store.settle("a", anne, terms, output(180));

        assertThat(isGranted).isTrue();
        assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(180, 0));
        store.pass(Duration.ofSeconds(121));
        assertThat(store.isGranted("b", anne, terms, output(2))).isFalse();
        assertThat(store.isGranted("b", anne, terms, output(1))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refillsBetweenWholeUnits(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(limit(REQUESTS_PER_MINUTE, 50));
        Subject anne = store.user("anne");
        IntStream.range(0, 50).forEach(n -> store.reserve("a" + n, anne, terms, tokens(0)));

        long granted = IntStream.range(0, 600)
                .filter(n -> {
                    store.pass(Duration.ofMillis(100));
                    return store.isGranted("b" + n, anne, terms, tokens(0));
                })
                .count();

        assertThat(granted).isEqualTo(50);
    }

    @ParameterizedTest
    @EnumSource
    void givesARequestBackWhereNoneWasUsed(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofUser(limit(REQUESTS_PER_MINUTE, 50));
        Subject anne = store.user("anne");
        store.reserve("a", anne, terms, tokens(0));
        UsedAndHeld open = store.first(anne, terms);

        store.settle("a", anne, terms, Amounts.NONE);

        assertThat(open).isEqualTo(new UsedAndHeld(1, 0));
        assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void countsTokenCountsWithoutALease(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofTeam(limit(COUNT_TOKENS_PER_MINUTE, 60), limit(CONCURRENT_REQUESTS, 1));
        Subject anne = store.user("anne");

        result(store.store()
                .reserve(new ReserveRequest(
                        "a", anne, ofTeam(limit(COUNT_TOKENS_PER_MINUTE, 60)), tokens(0), Fit.EXACT, Duration.ZERO)));

        assertThat(result(store.store().snapshot(anne, terms)).limits())
                .extracting(LimitState::used)
                .containsExactly(1L, 0L);
    }

    @ParameterizedTest
    @EnumSource
    void countsOnWhereThePolicyTakesALimitAwayForAWhile(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms daily = ofTeam(limit(TOKENS_PER_DAY, 100));
        Subject anne = store.user("anne");
        store.charge("before", anne, daily, tokens(5));

        store.charge("meanwhile", anne, ofTeam(limit(CONCURRENT_REQUESTS, 1)), tokens(7));

        assertThat(store.first(anne, daily)).isEqualTo(new UsedAndHeld(12, 0));
    }

    private static long freeAt(ReserveReply reply) {
        return reply instanceof Denied denied ? denied.exhausted().getFirst().freeAtMillis() : -1;
    }

    private static Amounts tokens(long tokens) {
        return new Amounts(1, 0, 0, tokens, 0);
    }

    private static Amounts output(long tokens) {
        return new Amounts(1, 0, tokens, 0, 0);
    }
}
