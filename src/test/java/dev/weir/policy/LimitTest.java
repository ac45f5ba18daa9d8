package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {
    @Test
    void hasTheSizeOfItsBucket() {
        assertThat(new Limit(LimitKind.REQUESTS_PER_MINUTE, 50, OptionalLong.of(10)).size())
                .isEqualTo(10);
        assertThat(new Limit(LimitKind.REQUESTS_PER_MINUTE, 50).size()).isEqualTo(50);
    }

    @Test
    void isNamedByLevelAndKind() {
        assertThat(new Limit(LimitKind.USD_PER_DAY, 1).nameAt(LimitLevel.USER)).isEqualTo("user/usd-per-day");
        assertThat(new Limit(LimitKind.COUNT_TOKENS_PER_MINUTE, 1).nameAt(LimitLevel.TEAM))
                .isEqualTo("team/count-tokens-per-minute");
    }

    @Test
    void findsALimitByItsKind() {
        Limit limit = new Limit(LimitKind.USD_PER_DAY, 1);
        Limits limits = new Limits(List.of(new Limit(LimitKind.TOKENS_PER_DAY, 2), limit));

        assertThat(limits.of(LimitKind.USD_PER_DAY)).contains(limit);
        assertThat(limits.of(LimitKind.USD_PER_MONTH)).isEmpty();
        assertThat(limits.isEmpty()).isFalse();
        assertThat(Limits.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "requests-per-minute, requests, MINUTE",
        "input-tokens-per-minute, tokens, MINUTE",
        "output-tokens-per-minute, tokens, MINUTE",
        "tokens-per-day, tokens, DAY",
        "tokens-per-month, tokens, MONTH",
        "usd-per-day, usd, DAY",
        "usd-per-month, usd, MONTH",
        "concurrent-requests, requests, CONCURRENT",
        "count-tokens-per-minute, requests, MINUTE",
    })
    void hasAUnitAndAWindow(String name, String unit, LimitKind.Window window) {
        LimitKind kind = LimitKind.named(name).orElseThrow();

        assertThat(kind.unit().wireName()).isEqualTo(unit);
        assertThat(kind.window()).isEqualTo(window);
        assertThat(kind.policyName()).isEqualTo(name);
    }
}
