package dev.weir.quota.response;

import static dev.weir.policy.LimitKind.INPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.OUTPUT_TOKENS_PER_MINUTE;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.TOKENS_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {
    private static final long NOW = 1_000_000;

    @Test
    void tellsOfUserAndTeamTheOneWithTheSmallerShareLeft() {
        Map<String, String> headers = RateLimitHeaders.limits(snapshot(
                state(LimitLevel.USER, REQUESTS_PER_MINUTE, 10, 4, 0),
                state(LimitLevel.TEAM, REQUESTS_PER_MINUTE, 100, 50, 0)));

        assertThat(headers)
                .containsEntry("anthropic-ratelimit-requests-limit", "100")
                .containsEntry("anthropic-ratelimit-requests-remaining", "50");
    }

    @Test
    void repeatsTheTighterKindOfTokens() {
        Map<String, String> headers = RateLimitHeaders.limits(snapshot(
                state(LimitLevel.USER, INPUT_TOKENS_PER_MINUTE, 1_000, 100, 100),
                state(LimitLevel.USER, OUTPUT_TOKENS_PER_MINUTE, 100, 30, 0)));

        assertThat(headers)
                .containsEntry("anthropic-ratelimit-tokens-limit", "100")
                .containsEntry("anthropic-ratelimit-tokens-remaining", "70")
                .containsEntry("anthropic-ratelimit-input-tokens-remaining", "800")
                .doesNotContainKey("anthropic-ratelimit-requests-limit");
    }

    @Test
    void neverTellsOfDaysMonthsAndMoneyThere() {
        assertThat(RateLimitHeaders.limits(snapshot(state(LimitLevel.USER, USD_PER_MONTH, 10, 4, 0))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "749, , ",
        "750, 0.75, 0.75",
        "949, 0.94, 0.75",
        "950, 0.95, 0.95",
        "1000, 0.99, 0.95",
        "2000, 0.99, 0.95"
    })
    void warnsFromThreeQuartersOfABudgetOn(long used, String utilization, String threshold) {
        QuotaHeaders headers = granted(
                state(LimitLevel.USER, USD_PER_DAY, 1_000, used, 500),
                state(LimitLevel.TEAM, USD_PER_MONTH, 1_000, 10, 0));

        Map<String, String> expected = utilization == null
                ? Map.of()
                : Map.of(
                        "anthropic-ratelimit-unified-status", "allowed_warning",
                        "anthropic-ratelimit-unified-representative-claim", "overage",
                        "anthropic-ratelimit-unified-overage-status", "allowed_warning",
                        "anthropic-ratelimit-unified-overage-utilization", utilization,
                        "anthropic-ratelimit-unified-overage-surpassed-threshold", threshold,
                        "anthropic-ratelimit-unified-reset", "1060",
                        "anthropic-ratelimit-unified-overage-reset", "1060");
        assertThat(headers.of(200)).isEqualTo(expected);
        assertThat(headers.of(400)).isEmpty();
    }

    @Test
    void warnsOfMoneyOnly() {
        QuotaHeaders headers = granted(state(LimitLevel.USER, TOKENS_PER_DAY, 1_000, 990, 0));

        assertThat(headers.of(200)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 7", "false, 0"})
    void warnsOnlyWhereTheRequestCounts(boolean isCounting, int headers) {
        LimitScope opus = LimitScope.ofModels(LimitLevel.USER, "opus");
        Limit limit = new Limit(USD_PER_DAY, 1);
        LimitState state = new LimitState(opus, limit, 990, 0, OptionalLong.of(NOW + 59_001));
        LevelTerms level = new LevelTerms(opus, false, List.of(limit), isCounting);

        QuotaHeaders warned =
                RateLimitHeaders.of(snapshot(state), new Terms(List.of(level), ZoneOffset.UTC, List.of()));

        assertThat(warned.of(200)).hasSize(headers);
    }

    private static QuotaHeaders granted(LimitState... states) {
        List<LevelTerms> levels = Stream.of(states)
                .map(state -> LevelTerms.of(state.scope(), List.of(state.limit())))
                .toList();
        return RateLimitHeaders.of(snapshot(states), new Terms(levels, ZoneOffset.UTC, List.of()));
    }

    private static LimitState state(LimitLevel level, LimitKind kind, long max, long used, long held) {
        long scale = kind.unit() == LimitKind.Unit.USD ? 1_000 : 1;
        return new LimitState(level, new Limit(kind, max), used * scale, held * scale, OptionalLong.of(NOW + 59_001));
    }

    private static Snapshot snapshot(LimitState... states) {
        return new Snapshot(NOW, 0, List.of(states));
    }
}
