package dev.weir.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternTest {
    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, claude-opus-5",
        "claude-*, claude-",
        "claude-*, claude-opus-5",
        "*, ''",
        "*, x",
        "**, x",
        "*-latest, claude-latest",
        "claude-*-5*, claude-haiku-4-5-20251001",
        "a*b*c, aXbXbc",
        "a*a, aa",
        "a.c, a.c",
        "claude-opus-5[*, claude-opus-5[1m]",
        "claude-opus-5[*, claude-opus-5[",
        "*opus*, eu.claude-opus-5",
        "a**, a",
    })
    void matchesAnId(String pattern, String id) {
        assertThat(new ModelPattern(pattern).matches(id)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, claude-opus-5-5",
        "claude-*, Claude-opus-5",
        "claude-*, claude",
        "*-latest, claude-latest-1",
        "a*a, a",
        "ab*ba, aba",
        "a*b*c, acb",
        "a.c, abc",
        "[ab], a",
        "'', a",
        "claude-opus-5, claude-opus-",
        "claude-opus-5[*, claude-opus-51m]",
        "*opus*, claude-sonnet-5",
        "a*b*c, aXbXb",
    })
    void doesNotMatchOtherIds(String pattern, String id) {
        assertThat(new ModelPattern(pattern).matches(id)).isFalse();
    }

    @Test
    void agreesWithARegularExpressionOnAnyPatternAndId() {
        Random random = new Random(4711);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*", 8);
            String id = text(random, "ab", 10);
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), id);

            boolean matches = new ModelPattern(pattern).matches(id);

            assertThat(matches).as("%s ~ %s", pattern, id).isEqualTo(expected);
        }
    }

    @Test
    void matchesALongIdInLinearTime() {
        boolean matches = new ModelPattern("a*".repeat(100) + "b").matches("a".repeat(100_000));

        assertThat(matches).isFalse();
    }

    @Test
    void equalsAPatternOfTheSameText() {
        assertThat(new ModelPattern("a*"))
                .isEqualTo(new ModelPattern("a*"))
                .hasSameHashCodeAs(new ModelPattern("a*"))
                .hasToString("a*")
                .isNotEqualTo(new ModelPattern("a"));
    }

    private static String text(Random random, String letters, int longest) {
        return random.ints(random.nextInt(longest + 1), 0, letters.length())
                .collect(StringBuilder::new, (text, at) -> text.append(letters.charAt(at)), StringBuilder::append)
                .toString();
    }
}
