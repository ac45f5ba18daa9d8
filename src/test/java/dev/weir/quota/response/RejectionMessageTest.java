package dev.weir.quota.response;

import static dev.weir.policy.LimitKind.CONCURRENT_REQUESTS;
import static dev.weir.policy.LimitKind.REQUESTS_PER_MINUTE;
import static dev.weir.policy.LimitKind.SESSION_USD;
import static dev.weir.policy.LimitKind.USD_PER_DAY;
import static dev.weir.policy.LimitKind.USD_PER_MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ErrorType;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionMessageTest {
    private static final long NOW = Instant.parse("2026-11-24T10:00:00Z").toEpochMilli();
    private static final long MIDNIGHT = Instant.parse("2026-11-25T00:00:00Z").toEpochMilli();
    private static final String LIMITS = " GET /weir/limits with the same key shows all limits and what is used.";
    private static final Amounts HOLD = new Amounts(1, 10, 20, 30, 1_500_000);

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1", "1001, 2", "59000, 59", "600000, 60"})
    void tellsTheRealWaitFromOneToSixtySeconds(long waitMillis, String retryAfter) {
        Rejection rejection =
                RejectionMessage.of(exhausted(REQUESTS_PER_MINUTE, 50, 50, waitMillis), HOLD, NOW, Map.of());

        assertThat(rejection.type()).isEqualTo(ErrorType.RATE_LIMIT);
        assertThat(rejection.headers())
                .isEqualTo(Map.of("retry-after", retryAfter, "x-weir-limit", "user/requests-per-minute"));
    }

    @Test
    void asksToComeBackInASecondForAPlace() {
        LimitState state =
                new LimitState(LimitLevel.TEAM, new Limit(CONCURRENT_REQUESTS, 2), 2, 0, OptionalLong.empty());

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, NOW + 50_000), HOLD, NOW, Map.of());

        assertThat(rejection)
                .isEqualTo(new Rejection(
                        ErrorType.RATE_LIMIT,
                        "The limit team/concurrent-requests has no room: 2 requests of 2 requests used. It has "
                                + "room as soon as an open request ends; one that you left ends within seconds. Try"
                                + " again then." + LIMITS,
                        Map.of("retry-after", "1", "x-weir-limit", "team/concurrent-requests")));
    }

    @Test
    void asksToComeBackSoonWhereOnlyOpenRequestsAreInABudgetsWay() {
        LimitState state = new LimitState(
                LimitLevel.USER, new Limit(USD_PER_DAY, 25_000_000), 0, 24_999_000_000L, OptionalLong.of(MIDNIGHT));

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, NOW + 40_000), HOLD, NOW, Map.of());

        assertThat(rejection)
                .isEqualTo(new Rejection(
                        ErrorType.RATE_LIMIT,
                        "The limit user/usd-per-day has no room: $0.0 of $25.0 used, $24.999 held by open "
                                + "requests, and this"
                                + " one may need $0.0015. It has room as soon as an open request ends; one that you"
                                + " left ends within seconds. Try again then." + LIMITS,
                        Map.of("retry-after", "5", "x-weir-limit", "user/usd-per-day")));
    }

    @Test
    void asksToComeBackSoonWhereABucketIsTooSmallForAllAtOnce() {
        LimitState state =
                new LimitState(LimitLevel.USER, new Limit(REQUESTS_PER_MINUTE, 50), 0, 50, OptionalLong.of(NOW));

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, NOW + 40_000), HOLD, NOW, Map.of());

        assertThat(rejection.headers()).containsEntry("retry-after", "5");
    }

    @Test
    void saysInClaudeCodesTermsThatAUsersBudgetIsSpent() {
        LimitState state = new LimitState(
                LimitLevel.USER,
                new Limit(USD_PER_DAY, 25_000_000),
                24_999_000_000L,
                500_000,
                OptionalLong.of(MIDNIGHT));

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, MIDNIGHT), HOLD, NOW, Map.of());

        assertThat(rejection)
                .isEqualTo(new Rejection(
                        ErrorType.BILLING,
                        "The limit user/usd-per-day has no room: $24.999 of $25.0 used, $0.0005 held by open "
                                + "requests, and"
                                + " this one may need $0.0015. It begins anew at 2026-11-25T00:00:00Z: wait "
                                + "until then, or ask"
                                + " whoever runs this gateway for more." + LIMITS,
                        Map.of(
                                "retry-after", "50400",
                                "x-should-retry", "false",
                                "x-weir-limit", "user/usd-per-day",
                                "anthropic-ratelimit-unified-status", "rejected",
                                "anthropic-ratelimit-unified-reset", Long.toString(MIDNIGHT / 1000),
                                "anthropic-ratelimit-unified-overage-reset", Long.toString(MIDNIGHT / 1000),
                                "anthropic-ratelimit-unified-overage-utilization", "1",
                                "anthropic-ratelimit-unified-overage-surpassed-threshold", "1",
                                "anthropic-ratelimit-unified-overage-period", "daily",
                                "anthropic-ratelimit-unified-overage-disabled-reason", "org_spend_cap_reached")));
    }

    @Test
    void namesTheGroupWhereTheTeamsBudgetIsSpent() {
        LimitState state =
                new LimitState(LimitLevel.TEAM, new Limit(USD_PER_MONTH, 1_000), 999_999, 0, OptionalLong.of(MIDNIGHT));

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, MIDNIGHT), HOLD, NOW, Map.of());

        assertThat(rejection.headers())
                .containsEntry("anthropic-ratelimit-unified-overage-period", "monthly")
                .containsEntry("anthropic-ratelimit-unified-overage-scope", "group_pool");
        assertThat(rejection.message()).contains("send a smaller request or a lower max_tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "s, 1000, 2000, Start a new session",
        "other, 1000, 2000, start a new one after midnight UTC",
        "s, 10, 1000, send a smaller request or a lower max_tokens",
        "other, 10, 1000, send a smaller request or a lower max_tokens"
    })
    void saysWhatHelpsWhereASessionsBudgetHasNoRoom(String session, long used, long size, String expected) {
        LimitState state = new LimitState(
                LimitScope.ofSession(session), new Limit(SESSION_USD, size), used * size, 0, OptionalLong.of(MIDNIGHT));

        Rejection rejection = RejectionMessage.of(new ExhaustedLimit(state, MIDNIGHT), HOLD, NOW, Map.of());

        assertThat(rejection.message()).contains(expected);
        assertThat(rejection.type()).isEqualTo(ErrorType.BILLING);
        assertThat(rejection.headers()).containsEntry("retry-after", "86400");
        assertThat(Stream.of("Start a new session", "start a new one", "send a smaller request")
                        .filter(rejection.message()::contains))
                .hasSize(1);
    }

    @Test
    void namesTheLimitThatFreesLast() {
        ExhaustedLimit minute = exhausted(REQUESTS_PER_MINUTE, 50, 50, 30_000);
        ExhaustedLimit place = new ExhaustedLimit(
                new LimitState(LimitLevel.USER, new Limit(CONCURRENT_REQUESTS, 2), 2, 0, OptionalLong.empty()),
                NOW + 55_000);

        assertThat(RejectionMessage.freeLast(List.of(place, minute), NOW)).isEqualTo(minute);
    }

    private static ExhaustedLimit exhausted(LimitKind kind, long max, long used, long waitMillis) {
        return new ExhaustedLimit(
                new LimitState(LimitLevel.USER, new Limit(kind, max), used, 0, OptionalLong.of(NOW + 600_000)),
                NOW + waitMillis);
    }
}
