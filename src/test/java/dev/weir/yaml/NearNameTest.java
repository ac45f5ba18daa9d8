package dev.weir.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNameTest {
    private static final Set<String> NAMES = Set.of("models", "mode", "requests-per-minute", "usd-per-day");

    @ParameterizedTest
    @CsvSource({
        "modles, models",
        "Mode, mode",
        "requestsPerMinute, requests-per-minute",
        "request_per_minute, requests-per-minute",
        "usd-per-dya, usd-per-day",
    })
    void findsTheNearestName(String misspelled, String expected) {
        assertThat(NearName.among(misspelled, NAMES)).contains(expected);
    }

    @Test
    void returnsNoHintWhereNoNameIsNear() {
        assertThat(NearName.hint("keys", NAMES)).isEmpty();
        assertThat(NearName.hint("-", NAMES)).isEmpty();
        assertThat(NearName.hint("m".repeat(65), Set.of("m".repeat(65)))).isEmpty();
        assertThat(NearName.hint("mo", Set.of("me"))).isEmpty();
        assertThat(NearName.hint("requests-per-minute", Set.of("requests-per-min")))
                .isEmpty();
        assertThat(NearName.hint("model", Set.of())).isEmpty();
    }
}
