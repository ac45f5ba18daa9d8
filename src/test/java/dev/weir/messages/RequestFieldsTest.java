package dev.weir.messages;

import static dev.weir.messages.RequestBodies.STRICT;
import static dev.weir.messages.RequestBodies.body;
import static dev.weir.messages.RequestBodies.bytes;
import static dev.weir.messages.RequestBodies.minimal;
import static dev.weir.messages.RequestBodies.request;
import static dev.weir.messages.RequestBodies.strict;
import static dev.weir.messages.RequestBodies.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.RequestReading.Malformed;
import dev.weir.messages.RequestReading.Valid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values the request reader accepts in the fields that it reads. */
class RequestFieldsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "||; false",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},; true",
                "\"thinking\":{\"type\":\"adaptive\"},; true",
                "\"thinking\":{\"type\":\"between_tools\"},; true",
                "\"thinking\":{},; true",
                "\"thinking\":{\"type\":\"disabled\"},; false",
                "\"thinking\":null,; false"
            },
            delimiter = ';')
    void readsWhetherThinkingIsAskedFor(String thinking, boolean expected) {
        String body = "{" + thinking + "\"model\":\"a\",\"max_tokens\":1,\"messages\":[]}";

        RequestReading reading = strict(body);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Valid.class,
                        valid -> assertThat(valid.request().thinking()).isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "1024.0,1024",
        "1.024e3,1024",
        "10240000e-4,1024",
        "0.000,0",
        "9223372036854775807,9223372036854775807",
        "9223372036854775808,9223372036854775807",
        "1e300,9223372036854775807",
        "1e999999999,9223372036854775807"
    })
    void readsWholeNumbersInAnyNotation(String written, long maxTokens) {
        RequestReading reading = strict(body("max_tokens", written));

        assertThat(request(reading).maxTokens()).hasValue(maxTokens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\"}",
                "{\"model\":\"a\",\"messages\":null,\"max_tokens\":null}",
                "{\"model\":\"a\",\"max_tokens\":\"many\",\"metadata\":17}",
                "{\"model\":\"a\",\"max_tokens\":1.5,\"metadata\":{\"user_id\":17}}",
                "{\"model\":\"a\",\"max_tokens\":1e99999999999}"
            })
    void requiresLittleUnderMinimal(String body) {
        RequestReading reading = minimal(body);

        assertThat(reading)
                .isEqualTo(new Valid(new MessageRequest(
                        "a",
                        false,
                        OptionalLong.empty(),
                        Optional.empty(),
                        new Fallbacks.Models(List.of()),
                        Set.of(),
                        new InputSize(body.length(), 0, 0, 0),
                        false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]}|model: Field required",
                "{\"model\":[]}|model: Input should be a valid string",
                "{\"model\":\"a\",\"stream\":1}|stream: Input should be a valid boolean",
                "[]|body: Input should be a valid dictionary",
            })
    void requiresUnderMinimalWhatWeirNeeds(String body, String message) {
        RequestReading reading = minimal(body);

        assertThat(reading).isEqualTo(new Malformed(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"model\":\"a\",\"messages\":[]}", "{\"model\":\"a\",\"messages\":[],\"max_tokens\":\"odd\"}"})
    void requiresNoMaxTokensForCountTokens(String body) {
        RequestReading reading =
                STRICT.read(Operation.COUNT_TOKENS, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);

        assertThat(reading).isInstanceOf(Valid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"a\"}|messages: Field required",
                "{\"messages\":[]}|model: Field required",
            })
    void requiresModelAndMessagesForCountTokens(String body, String message) {
        RequestReading reading =
                STRICT.read(Operation.COUNT_TOKENS, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);

        assertThat(reading).isEqualTo(new Malformed(message));
    }

    static List<Arguments> namedFallbacks() {
        return List.of(
                arguments("null", List.of()),
                arguments("[]", List.of()),
                arguments("[{\"model\":\"x\",\"max_tokens\":1},{\"model\":\"y\"}]", List.of("x", "y")));
    }

    @ParameterizedTest
    @MethodSource("namedFallbacks")
    void readsTheModelsOfFallbacks(String fallbacks, List<String> models) {
        RequestReading reading = strict(with("\"fallbacks\":" + fallbacks));

        assertThat(request(reading).fallbacks()).isEqualTo(new Fallbacks.Models(models));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"default\"",
                "\"other\"",
                "{}",
                "[\"x\"]",
                "[{\"model\":\"x\"},{}]",
                "[{\"model\":17}]",
                "[{\"model\":\"\"}]"
            })
    void readsUnnamedFallbacksAsTheUpstreamsChoice(String fallbacks) {
        RequestReading reading = strict(with("\"fallbacks\":" + fallbacks));

        assertThat(request(reading).fallbacks()).isEqualTo(new Fallbacks.UpstreamsChoice());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"model\":\"x\",\"max_tokens\":50},{\"model\":\"y\",\"max_tokens\":7}]|50",
                "[{\"model\":\"x\",\"max_tokens\":0}]|1",
                "[{\"model\":\"x\",\"max_tokens\":\"50\"}]|1",
                "[{\"max_tokens\":50}]|50",
            })
    void readsTheLargestMaxTokensOfAllModels(String fallbacks, long maxTokens) {
        RequestReading reading = strict(with("\"fallbacks\":" + fallbacks));

        assertThat(request(reading).maxTokens()).hasValue(maxTokens);
    }
}
