package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdPatternTest {
    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, claude-opus-5, true",
        "claude-opus-5, claude-opus-5-5, false",
        "claude-opus-5, claude-opus-, false",
        "claude-opus-5[*, claude-opus-5[1m], true",
        "claude-opus-5[*, claude-opus-5[, true",
        "claude-opus-5[*, claude-opus-51m], false",
        "claude.opus, claude-opus, false",
        "*, anything, true",
        "*opus*, eu.claude-opus-5, true",
        "*opus*, claude-sonnet-5, false",
        "a*b*c, aXbXbc, true",
        "a*b*c, aXbXb, false",
        "ab*ba, aba, false",
        "a**, a, true"
    })
    void coversTheWholeIdWithStarsForAnyCharacters(String pattern, String id, boolean covers) {
        var matches = new IdPattern(pattern).matches(id);

        assertThat(matches).isEqualTo(covers);
    }
}
