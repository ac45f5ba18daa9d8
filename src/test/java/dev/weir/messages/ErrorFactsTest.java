package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorFactsTest {
    @Test
    void readsTypeCodeAndMessageOfAnErrorBody() {
        ErrorFacts facts = read("""
                {"type":"error","error":{"type":"rate_limit_error","message":"no","details":
                {"more":[1,{"error_code":"inner"}],"error_code":"enforced_spend_limit_reached"}},
                "request_id":"req_1"}""");

        assertThat(facts)
                .isEqualTo(new ErrorFacts("rate_limit_error", Optional.of("enforced_spend_limit_reached"), "no"));
    }

    @Test
    void readsAnErrorBodyWithoutDetails() {
        ErrorFacts facts =
                read("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\",\"details\":null}}");

        assertThat(facts).isEqualTo(new ErrorFacts("api_error", Optional.empty(), "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "null",
                "{\"error\":\"text\"}",
                "{\"error\":{\"type\":3}}",
                "{\"error\":{\"type\":\"a\""
            })
    void takesWhatIsNoErrorBodyForNone(String body) {
        ErrorFacts facts = read(body);

        assertThat(facts.isEnvelope()).isFalse();
    }

    private static ErrorFacts read(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return ErrorFacts.read(bytes, bytes.length);
    }
}
