package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTextTest {
    private static final int MANY = 400;

    private final OutputText text = new OutputText();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "latin, a, 100",
        "spaces and signs, ' ', 100",
        "an escaped line feed, \\n, 100",
        "an escaped quote, '\\\"', 100",
        "digits, 7, 400",
        "Cyrillic, ж, 400",
        "CJK, 字, 400",
        "Hangul, 한, 400",
        "an emoji, 😀, 800",
        "escaped ASCII, \\u0061, 100",
        "an escaped digit, \\u0037, 400",
        "escaped CJK, \\u5b57, 400",
        "an escaped emoji, \\ud83d\\ude00, 800"
    })
    void countsTokensByScript(String script, String character, long tokens) {
        read("{\"delta\":{\"type\":\"text_delta\",\"text\":\"" + character.repeat(MANY) + "\"}}");

        assertThat(text.tokens()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "thinking", "partial_json", "content"})
    void countsWhatTheModelWrote(String key) {
        read("{ \"type\" : \"content_block_delta\", \"delta\" : { \"" + key + "\" : \"" + "7".repeat(MANY) + "\" } }");

        assertThat(text.tokens()).isEqualTo(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "data", "type", "cited_text", "texts", "tex", "encrypted_content"})
    void countsNothingThatTheModelDidNotWrite(String key) {
        read("{\"delta\":{\"type\":\"7\",\"" + key + "\":\"" + "7".repeat(MANY)
                + "\"},\"text\":7777,\"list\":[\"7\"]}");

        assertThat(text.tokens()).isZero();
    }

    @Test
    void countsTheWholeInputOfATool() {
        read("{\"content\":[{\"type\":\"tool_use\",\"id\":\"77\","
                + "\"input\":{\"77\":[777,{\"7\":\"77\"}]},\"name\":\"77\"}]}");

        assertThat(text.tokens()).isEqualTo(8);
    }

    @Test
    void countsTheSameAtAnyChunking() {
        byte[] json = "{\"text\":\"a\\u5b57\\\"7字😀\",\"type\":\"77\",\"input\":{\"a\":77},\"thinking\":\"\\\\\"}"
                .getBytes(UTF_8);
        text.read(json, 0, json.length);
        for (int seed = 0; seed < 50; seed++) {
            OutputText pieces = new OutputText();

            StreamFixtures.chunks(json, seed).forEach(chunk -> pieces.read(chunk, 0, chunk.length));

            assertThat(pieces.tokens()).isEqualTo(text.tokens());
        }
    }

    @Test
    void goesOnWithTheNextTextWhateverBecameOfTheOneBefore() {
        Stream.of("{\"text\":\"7", "{\"text\":\"7\\", "{\"a\":{\"text\":\"7\"}", "{\"input\":{", "{\"text\":\"7\"}")
                .forEach(json -> {
                    read(json);
                    text.next();
                });

        assertThat(text.tokens()).isEqualTo(4);
    }

    private void read(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        text.read(bytes, 0, bytes.length);
    }
}
