package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenEstimateTest {
    @ParameterizedTest
    @CsvSource({"'', 0", "abcd, 1", "abcde, 2", "äöü, 2", "漢字, 2", "🐟🐟, 2"})
    void countsFourBytesAsAToken(String text, int tokens) {
        assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdefgh, 1, abcd",
        "abcd, 9, abcd",
        "aäöü, 1, aä",
        "漢字, 1, 漢",
        "a🐟, 1, a",
        "🐟🐟, 1, 🐟",
        "abc, 0, ''"
    })
    void cutsBetweenCharacters(String text, int tokens, String start) {
        assertThat(TokenEstimate.start(text, tokens)).isEqualTo(start);
    }
}
