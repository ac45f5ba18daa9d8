package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RateLimitsTest {
    private final MovableClock clock = new MovableClock();
    private final RateLimits limits = new RateLimits(clock);

    @Test
    void refillsWithinAMinute() {
        limits.spend(1_000_000, 400_000);
        clock.advance(Duration.ofSeconds(15));

        assertThat(limits.headers())
                .containsEntry("anthropic-ratelimit-input-tokens-remaining", "1500000")
                .containsEntry("anthropic-ratelimit-input-tokens-reset", "2026-11-22T10:00:30Z")
                .containsEntry("anthropic-ratelimit-output-tokens-remaining", "100000")
                .containsEntry("anthropic-ratelimit-output-tokens-reset", "2026-11-22T10:01:00Z");
    }

    @Test
    void repeatsTheTighterOfTheTokenKinds() {
        limits.spend(1_500_000, 100_000);

        assertThat(limits.headers())
                .containsEntry("anthropic-ratelimit-tokens-limit", "2000000")
                .containsEntry("anthropic-ratelimit-tokens-remaining", "500000");
    }

    @Test
    void isNeverBelowZero() {
        limits.spend(Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(limits.headers())
                .containsEntry("anthropic-ratelimit-tokens-remaining", "0")
                .containsEntry("anthropic-ratelimit-tokens-reset", "2026-11-22T10:01:00Z");
    }
}
