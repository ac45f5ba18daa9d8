package dev.weir.upstream.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryHintsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1000",
        "0.25, 250",
        "-3, 0",
        "999999999999, 86400000",
        "'Sun, 29 Nov 2026 12:00:30 GMT', 30000",
        "'Sun, 29 Nov 2026 11:00:00 GMT', 0"
    })
    void readsRetryAfterAsSecondsOrADate(String value, long millis) {
        RetryHints hints = RetryHints.of(headers("retry-after", value), NOW);

        assertThat(hints).isEqualTo(new RetryHints(Optional.of(Duration.ofMillis(millis)), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1e3", "١", "12345678901234567890", "29 Nov"})
    void takesARetryAfterThatCannotBeReadForNone(String value) {
        RetryHints hints = RetryHints.of(headers("retry-after", value), NOW);

        assertThat(hints).isEqualTo(RetryHints.NONE);
    }

    @Test
    void prefersMilliseconds() {
        RetryHints hints = RetryHints.of(headers("retry-after", "7").add("retry-after-ms", "1500"), NOW);

        assertThat(hints.retryAfter()).contains(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @CsvSource({"false, true", "False, true", "true, false", "0, false"})
    void forbidsARetryOnlyWhereTheUpstreamSaysFalse(String value, boolean forbidden) {
        RetryHints hints = RetryHints.of(headers("x-should-retry", value), NOW);

        assertThat(hints.forbidden()).isEqualTo(forbidden);
    }

    private static MultiMap headers(String name, String value) {
        return HttpHeaders.headers().add(name, value);
    }
}
