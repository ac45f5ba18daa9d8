package dev.weir.quota.store;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.store.FutureResults.result;
import static dev.weir.quota.store.TestLimits.limit;
import static dev.weir.quota.store.TestLimits.ofTeam;
import static dev.weir.quota.store.TestLimits.ofUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.quota.store.StoreUnderTest.UsedAndHeld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does with leases that are renewed or expire, in memory and in Redis. */
class QuotaStoreLeasesTest {
    private static final Terms DAILY = ofUser(limit(TOKENS_PER_DAY, 100));
    private static final Duration LEASE_TIME = StoreUnderTest.LEASE_TIME;

    @ParameterizedTest
    @EnumSource
    void holdsNothingTwiceForALeaseThatHasExpired(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("a", anne, DAILY, tokens(60));
        store.pass(LEASE_TIME.plusMillis(1));

        boolean isGranted = store.isGranted("a", anne, DAILY, tokens(60));

        assertThat(isGranted).isTrue();
        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(60, 0));
    }

    @ParameterizedTest
    @EnumSource
    void holdsAnewUnderAnIdThatIsForgottenInTheSameStep(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("a", anne, DAILY, tokens(60));
        store.pass(LEASE_TIME.plusMillis(1));
        store.reserve("b", anne, DAILY, tokens(101));
        store.pass(Duration.ofDays(1).plusMillis(1));
        store.reserve("a", anne, DAILY, tokens(50));

        store.settle("a", anne, DAILY, tokens(40));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(40, 0));
    }

    @ParameterizedTest
    @EnumSource
    void chargesBudgetsForAnExpiredLeaseAndTheRestWhenItIsSettledAfterAll(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("a", anne, DAILY, tokens(30));

        store.pass(LEASE_TIME.plusMillis(1));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(30, 0));
        store.settle("a", anne, DAILY, tokens(45));
        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(45, 0));
    }

    @ParameterizedTest
    @EnumSource
    void opensALeaseAgainThatIsRenewedAfterItHasExpired(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        Terms terms = ofUser(limit(TOKENS_PER_DAY, 100), limit(CONCURRENT_REQUESTS, 1));
        store.reserve("a", anne, terms, tokens(30));
        store.pass(LEASE_TIME.plusMillis(1));
        boolean isPruned = store.isGranted("b", anne, terms, tokens(1));
        store.settle("b", anne, terms, Amounts.NONE);

        result(store.store().renew(List.of(new Renewal("a", anne, terms, Optional.empty(), tokens(8), LEASE_TIME))));

        assertThat(isPruned).isTrue();
        assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(0, 30));
        assertThat(store.isGranted("c", anne, terms, tokens(1))).isFalse();
        store.settle("a", anne, terms, tokens(20));
        assertThat(store.first(anne, terms)).isEqualTo(new UsedAndHeld(20, 0));
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatALeaseHoldsWhereARenewalSaysNothingOfIt(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserveClamped("a", anne, DAILY, tokens(500));

        result(store.store().renew(List.of(new Renewal("a", anne, DAILY, Optional.empty(), tokens(500), LEASE_TIME))));

        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(0, 100));
    }

    @ParameterizedTest
    @EnumSource
    void chargesForAnExpiredLeaseWhatItsLastRenewalSays(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Subject anne = store.user("anne");
        store.reserve("a", anne, DAILY, tokens(30));
        store.pass(LEASE_TIME.dividedBy(2));
        result(store.store()
                .renew(List.of(new Renewal("a", anne, DAILY, Optional.of(tokens(40)), tokens(8), LEASE_TIME))));
        store.pass(LEASE_TIME);
        UsedAndHeld open = store.first(anne, DAILY);

        store.pass(Duration.ofMillis(1));

        assertThat(open).isEqualTo(new UsedAndHeld(0, 40));
        assertThat(store.first(anne, DAILY)).isEqualTo(new UsedAndHeld(8, 0));
    }

    @ParameterizedTest
    @EnumSource
    void givesTheTeamBackWhatUsersWhoDoNotReturnHeld(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofTeam(limit(CONCURRENT_REQUESTS, 80), limit(TOKENS_PER_DAY, 1000));
        IntStream.range(0, 80).forEach(n -> store.reserve("a" + n, store.user("user-" + n), terms, tokens(1)));
        boolean isGrantedBefore = store.isGranted("b", store.user("bob"), terms, tokens(1));

        store.pass(LEASE_TIME.plusMillis(1));

        assertThat(isGrantedBefore).isFalse();
        assertThat(result(store.store().snapshot(store.user("bob"), terms)).limits())
                .extracting(LimitState::used, LimitState::held)
                .containsExactly(tuple(0L, 0L), tuple(80L, 0L));
    }

    @ParameterizedTest
    @EnumSource
    void knowsOfExpiredLeasesThatOneStepLeavesToTheNext(StoreKind place) {
        StoreUnderTest store = StoreUnderTest.in(place);
        Terms terms = ofTeam(limit(CONCURRENT_REQUESTS, 100), limit(TOKENS_PER_DAY, 1000));
        IntStream.range(0, 80).forEach(n -> store.reserve("a" + n, store.user("user-" + n), terms, tokens(1)));
        store.pass(LEASE_TIME.plusMillis(1));
        store.reserve("b", store.user("bob"), terms, tokens(1));
        List<LimitState> expired =
                result(store.store().snapshot(store.user("bob"), terms)).limits();

        store.pass(LEASE_TIME.negated());

        assertThat(expired)
                .extracting(LimitState::used, LimitState::held)
                .containsExactly(tuple(1L, 0L), tuple(80L, 1L));
        assertThat(result(store.store().snapshot(store.user("bob"), terms)).limits())
                .as("those that were not charged for yet are open again where the clock goes back")
                .extracting(LimitState::used, LimitState::held)
                .containsExactly(tuple(17L, 0L), tuple(64L, 17L));
    }

    private static Amounts tokens(long tokens) {
        return new Amounts(1, 0, 0, tokens, 0);
    }
}
