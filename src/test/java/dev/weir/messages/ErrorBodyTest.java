package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorBodyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void writesTheEnvelopeOfTheApi() {
        byte[] body = ErrorBody.json(ErrorType.RATE_LIMIT, "slow \"down\"", "req_1");

        assertThat(body)
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow"
                        + " \\\"down\\\"\"},\"request_id\":\"req_1\"}");
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryType(ErrorType type) throws Exception {
        JsonNode body = JSON.readTree(ErrorBody.json(type, "m", "r"));

        assertThat(body.at("/error/type").textValue()).isEqualTo(type.wireName());
    }

    @Test
    void writesAnEvent() {
        byte[] event = ErrorBody.event(ErrorType.API, "cut", "req_1");

        assertThat(event)
                .asString(UTF_8)
                .isEqualTo("event: error\n"
                        + "data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"cut\"},"
                        + "\"request_id\":\"req_1\"}\n\n");
    }

    @Test
    void keepsAnyTextOnOneLine() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String text = text(random);

            String event = new String(ErrorBody.event(ErrorType.API, text, text), UTF_8);

            assertThat(event.lines()).as("seed %d", seed).hasSize(3);
            assertThat(event)
                    .as("seed %d", seed)
                    .startsWith("event: error\ndata: {")
                    .endsWith("}\n\n");
            JsonNode body = JSON.readTree(event.substring("event: error\ndata: ".length()));
            String expected = new String(text.getBytes(UTF_8), UTF_8);
            assertThat(body.at("/error/message").textValue())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(body.at("/request_id").textValue()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static String text(Random random) {
        String[] parts = {
            "\n",
            "\r",
            "\r\n",
            "\n\ndata: {}",
            "\n\nevent: error\n",
            "\"",
            "\\",
            "\u0000",
            "\u2028",
            "\u0085",
            "\ud83d\ude00",
            "\ud800",
            "\udc00",
            "}",
            "text"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
