package dev.weir.upstream.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.upstream.keys.Headroom.ReportedLimit;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    @Test
    void readsEveryLimitThatIsReported() {
        MultiMap headers = reported("requests", 50, 10, "2026-11-29T12:00:30Z");
        headers.addAll(reported("output-tokens", 8000, 9000, "2026-11-29T11:00:00Z"));

        Headroom headroom = Headroom.of(headers, NOW, 7);

        assertThat(headroom)
                .isEqualTo(new Headroom(
                        List.of(
                                new ReportedLimit(RateLimitKind.REQUESTS, 50, 10, 30 * SECOND),
                                new ReportedLimit(RateLimitKind.OUTPUT_TOKENS, 8000, 8000, 0)),
                        7));
    }

    @ParameterizedTest
    @CsvSource({"x, 1, 2026-11-29T12:00:30Z", "0, 0, 2026-11-29T12:00:30Z", "50, -1, 2026-11-29T12:00:30Z", "50, , soon"
    })
    void knowsNothingFromHeadersThatCannotBeRead(String limit, String remaining, String reset) {
        MultiMap headers = HttpHeaders.headers()
                .add("anthropic-ratelimit-requests-limit", limit)
                .add("anthropic-ratelimit-requests-remaining", remaining == null ? "" : remaining)
                .add("anthropic-ratelimit-requests-reset", reset);

        assertThat(Headroom.of(headers, NOW, 7)).isEqualTo(Headroom.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "10, 1", "5, 0.5", "1, 0.1", "0, 0.01"})
    void easesOffBelowATenthOfALimit(long remaining, double weight) {
        Headroom headroom = Headroom.of(reported("requests", 100, remaining, "2026-11-29T12:01:00Z"), NOW, 0);

        assertThat(headroom.weight(0)).isCloseTo(weight, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.01", "3, 0.5", "6, 1", "60, 1", "6000, 1"})
    void takesALimitToRefillEvenlyUntilItsReset(long secondsLater, double weight) {
        Headroom headroom = Headroom.of(reported("tokens", 1000, 0, "2026-11-29T12:01:00Z"), NOW, 0);

        assertThat(headroom.weight(secondsLater * SECOND)).isCloseTo(weight, within(1e-9));
    }

    @Test
    void goesByTheLimitWithTheLeastLeft() {
        MultiMap headers = reported("requests", 100, 100, "2026-11-29T12:01:00Z");
        headers.addAll(reported("input-tokens", 1000, 20, "2026-11-29T12:01:00Z"));

        assertThat(Headroom.of(headers, NOW, 0).weight(0)).isCloseTo(0.2, within(1e-9));
    }

    static MultiMap reported(String kind, long limit, long remaining, String reset) {
        String prefix = "anthropic-ratelimit-" + kind;
        return HttpHeaders.headers()
                .add(prefix + "-limit", Long.toString(limit))
                .add(prefix + "-remaining", Long.toString(remaining))
                .add(prefix + "-reset", reset);
    }
}
