package dev.weir.quota.store;

import static dev.weir.policy.LimitKind.REQUESTS_PER_DAY;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.quota.store.FutureResults.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Thresholds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuotaStoreThresholdsTest {
    private static final List<Integer> WARN_AT = List.of(50, 80, 95);
    private static final Terms DAILY = warning(LevelTerms.of(LimitScope.USER, List.of(new Limit(TOKENS_PER_DAY, 100))));

    @ParameterizedTest
    @EnumSource
    void tellsAThresholdOnceInItsPeriod(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");

        assertThat(told(use(store, anne, DAILY, "a", 49))).isEmpty();
        assertThat(told(use(store, anne, DAILY, "b", 1))).containsExactly("user/tokens-per-day 50");
        assertThat(told(use(store, anne, DAILY, "c", 20))).isEmpty();
        store.pass(Duration.ofDays(1));
        assertThat(told(use(store, anne, DAILY, "d", 60))).containsExactly("user/tokens-per-day 50");
    }

    @ParameterizedTest
    @EnumSource
    void tellsEachOfThoseThatASettlementJumpsOver(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);

        SettleReply reply = use(store, store.user("anne"), DAILY, "a", 90);

        assertThat(told(reply)).containsExactly("user/tokens-per-day 50", "user/tokens-per-day 80");
        assertThat(reply.reached().getFirst().used()).isEqualTo(90);
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheSameAgainWhereASettlementIsRepeated(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        SettleReply first = use(store, anne, DAILY, "a", 90);

        SettleReply again = result(store.store().settle(new Settlement("a", anne, DAILY, tokens(90))));
        List<ReachedThreshold> charged = result(store.store().charge(new Settlement("b", anne, DAILY, tokens(5))));
        List<ReachedThreshold> chargedAgain = result(store.store().charge(new Settlement("b", anne, DAILY, tokens(5))));

        assertThat(again).isEqualTo(first);
        assertThat(charged)
                .singleElement()
                .extracting(ReachedThreshold::percent)
                .isEqualTo(95);
        assertThat(chargedAgain).isEqualTo(charged);
    }

    @ParameterizedTest
    @EnumSource
    void tellsWithTheNextSettlementWhatAnExpiredLeaseReached(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        store.reserve("dead", anne, DAILY, tokens(60));
        store.pass(StoreUnderTest.LEASE_TIME.plusMillis(1));

        SettleReply reply = use(store, anne, DAILY, "a", 1);

        assertThat(told(reply)).containsExactly("user/tokens-per-day 50");
    }

    @ParameterizedTest
    @EnumSource
    void doesNotTellAgainWhatWasGivenBackAndUsedAgain(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        store.reserve("late", anne, DAILY, tokens(60));
        store.pass(StoreUnderTest.LEASE_TIME.plusMillis(1));
        use(store, anne, DAILY, "a", 1);

        SettleReply givenBack = result(store.store().settle(new Settlement("late", anne, DAILY, tokens(0))));
        SettleReply reply = use(store, anne, DAILY, "b", 60);

        assertThat(told(givenBack)).isEmpty();
        assertThat(told(reply)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotTellWhatWasReachedBeforeThePlanHadThresholds(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Subject anne = store.user("anne");
        use(store, anne, new Terms(DAILY.levels(), DAILY.zone(), List.of()), "a", 60);

        SettleReply reply = use(store, anne, DAILY, "b", 25);

        assertThat(told(reply)).containsExactly("user/tokens-per-day 80");
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfModelsTeamsAndRequestsButNotOfSessions(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        Terms terms = warning(
                new LevelTerms(LimitScope.USER, true, List.of(new Limit(REQUESTS_PER_DAY, 2)), true),
                LevelTerms.of(
                        LimitScope.ofModels(LimitLevel.USER, "opus"),
                        List.of(new Limit(LimitKind.TOKENS_PER_WEEK, 100))),
                LevelTerms.of(LimitScope.ofSession("s"), List.of(new Limit(LimitKind.SESSION_TOKENS, 100))),
                LevelTerms.of(LimitScope.TEAM, List.of(new Limit(TOKENS_PER_DAY, 60))));

        SettleReply reply = use(store, store.user("anne"), terms, "a", 50);

        assertThat(told(reply))
                .containsExactly(
                        "user/requests-per-day 50",
                        "user/per-model[opus]/tokens-per-week 50",
                        "team/tokens-per-day 50",
                        "team/tokens-per-day 80");
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfEachLevelItsOwnThresholds(StoreKind kind) {
        StoreUnderTest store = StoreUnderTest.in(kind);
        List<LevelTerms> levels = List.of(
                LevelTerms.of(LimitScope.USER, List.of(new Limit(TOKENS_PER_DAY, 100))),
                LevelTerms.of(LimitScope.TEAM, List.of(new Limit(TOKENS_PER_DAY, 100))));
        Terms excepted = new Terms(levels, TestLimits.UTC, new Thresholds(List.of(80), List.of(50, 95)));
        Terms ordinary = new Terms(levels, TestLimits.UTC, List.of(50, 95));

        SettleReply first = use(store, store.user("anne"), excepted, "a", 85);
        SettleReply again = result(store.store().settle(new Settlement("a", store.user("anne"), excepted, tokens(85))));
        SettleReply second = use(store, store.user("bob"), ordinary, "b", 11);

        assertThat(told(first)).containsExactly("user/tokens-per-day 80", "team/tokens-per-day 50");
        assertThat(told(again)).isEqualTo(told(first));
        assertThat(told(second)).containsExactly("team/tokens-per-day 95");
    }

    private static SettleReply use(StoreUnderTest store, Subject subject, Terms terms, String lease, long tokens) {
        store.reserve(lease, subject, terms, tokens(0));
        return result(store.store().settle(new Settlement(lease, subject, terms, tokens(tokens))));
    }

    private static Terms warning(LevelTerms... levels) {
        return new Terms(List.of(levels), TestLimits.UTC, WARN_AT);
    }

    private static List<String> told(SettleReply reply) {
        return reply.reached().stream()
                .map(reached -> reached.name() + " " + reached.percent())
                .toList();
    }

    private static Amounts tokens(long tokens) {
        return new Amounts(1, 0, 0, tokens, 0);
    }
}
