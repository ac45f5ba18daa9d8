package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JSON responses the tap takes for messages. */
class MessageTapKindTest {
    private final MessageTap tap = new MessageTap();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>{\"type\":\"message\"}</body></html>",
                "[{\"type\":\"message\"}]",
                "\"message\"",
                "null",
                "{}",
                "{\"type\":\"other\"}",
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"},\"usage\":{\"output_tokens\":5}}",
                "\u00ef{\"type\":\"message\"}"
            })
    void isNoMessage(String body) {
        read(tap, body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        tap.end();

        assertThat(tap.facts()).isEqualTo(ResponseFacts.NO_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"message\"}",
                "{\"type\":\"message\",\"content\":[",
                "{\"usage\":{\"output_tokens\":5}}"
            })
    void isAMessageByItsTypeOrItsUsage(String body) {
        read(tap, body.getBytes(UTF_8));

        tap.end();

        assertThat(tap.facts().kind()).isEqualTo(ResponseKind.MESSAGE);
    }

    @Test
    void mayBeAMessageUntilItEnds() {
        assertThat(tap.facts()).isEqualTo(ResponseFacts.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "'[]', 9, REFUSED_BEFORE_OUTPUT",
        "'[{\"type\":\"text\"}]', 9, MESSAGE",
        "'[{\"type\":\"text\"}]', 0, REFUSED_BEFORE_OUTPUT"
    })
    void tellsARefusalBeforeAnyOutput(String content, long output, ResponseKind kind) {
        String body = "{\"type\":\"message\",\"stop_reason\":\"refusal\",\"content\":" + content
                + ",\"x\":[{}],\"usage\":{\"output_tokens\":" + output + "}}";

        read(tap, body.getBytes(UTF_8));

        assertThat(tap.facts().kind()).isEqualTo(kind);
    }

    private static void read(MessageTap tap, byte[] bytes) {
        tap.read(Unpooled.wrappedBuffer(bytes));
    }
}
