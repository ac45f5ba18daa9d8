package dev.weir.messages;

import static dev.weir.messages.RequestBodies.MAX_BYTES;
import static dev.weir.messages.RequestBodies.STRICT;
import static dev.weir.messages.RequestBodies.body;
import static dev.weir.messages.RequestBodies.minimal;
import static dev.weir.messages.RequestBodies.request;
import static dev.weir.messages.RequestBodies.strict;
import static dev.weir.messages.RequestBodies.with;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.RequestReading.Malformed;
import dev.weir.messages.RequestReading.TooLarge;
import dev.weir.messages.RequestReading.Valid;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    @Test
    void readsTheFieldsOnWhichWeirDecides() {
        String body = """
                {"model":"claude-sonnet-5","max_tokens":1024,"stream":true,"metadata":{"user_id":"u-1"},
                 "fallbacks":[{"model":"claude-haiku-5-5"},{"model":"claude-opus-5"}],
                 "messages":[{"role":"user","content":"hello"}]}""";

        RequestReading reading = strict(body);

        assertThat(reading)
                .isEqualTo(new Valid(new MessageRequest(
                        "claude-sonnet-5",
                        true,
                        OptionalLong.of(1024),
                        Optional.of("u-1"),
                        new Fallbacks.Models(List.of("claude-haiku-5-5", "claude-opus-5")),
                        Set.of(Feature.FALLBACKS),
                        new InputSize(body.length(), 0, 0, 0),
                        false)));
    }

    @ParameterizedTest
    @MethodSource
    void rejectsWithTheWordingOfTheApi(String body, String message) {
        RequestReading reading = strict(body);

        assertThat(reading).isEqualTo(new Malformed(message));
    }

    static Stream<Arguments> rejectsWithTheWordingOfTheApi() {
        return Stream.of(
                arguments("", "body: Field required"),
                arguments(" \r\n\t", "body: Field required"),
                arguments("[]", "body: Input should be a valid dictionary"),
                arguments("\"text\"", "body: Input should be a valid dictionary"),
                arguments("null", "body: Input should be a valid dictionary"),
                arguments("17", "body: Input should be a valid dictionary"),
                arguments("{", "body: Invalid JSON at byte 1"),
                arguments("secret", "body: Invalid JSON at byte 0"),
                arguments("{\"model\":secret}", "body: Invalid JSON at byte 9"),
                arguments("{\"model\":\"a\",}", "body: Invalid JSON at byte 13"),
                arguments("{} x", "body: Invalid JSON at byte 3"),
                arguments("{}{}", "body: Invalid JSON at byte 2"),
                arguments("{}]", "body: Invalid JSON at byte 2"),
                arguments("{'model':1}", "body: Invalid JSON at byte 1"),
                arguments("{\"a\":NaN}", "body: Invalid JSON at byte 8"),
                arguments("{\"a\":01}", "body: Invalid JSON at byte 6"),
                arguments("{\"a\":1 /* c */}", "body: Invalid JSON at byte 7"),
                arguments("{\"a\":\"line\nbreak\"}", "body: Invalid JSON at byte 10"),
                arguments("{}", "model: Field required"),
                arguments(body("model", "null"), "model: Input should be a valid string"),
                arguments(body("model", "17"), "model: Input should be a valid string"),
                arguments(body("model", "{\"a\":[1]}"), "model: Input should be a valid string"),
                arguments("{\"model\":\"a\",\"max_tokens\":1}", "messages: Field required"),
                arguments(body("messages", "null"), "messages: Input should be a valid list"),
                arguments(body("messages", "\"hi\""), "messages: Input should be a valid list"),
                arguments(body("messages", "{}"), "messages: Input should be a valid list"),
                arguments("{\"model\":\"a\",\"messages\":[]}", "max_tokens: Field required"),
                arguments(body("max_tokens", "null"), "max_tokens: Input should be a valid integer"),
                arguments(body("max_tokens", "\"1\""), "max_tokens: Input should be a valid integer"),
                arguments(body("max_tokens", "true"), "max_tokens: Input should be a valid integer"),
                arguments(body("max_tokens", "1.5"), "max_tokens: Input should be a valid integer"),
                arguments(body("max_tokens", "1e-999999999"), "max_tokens: Input should be a valid integer"),
                arguments(body("max_tokens", "-1"), "max_tokens: Input should be greater than or equal to 0"),
                arguments(body("max_tokens", "-1e30"), "max_tokens: Input should be greater than or equal to 0"),
                arguments(with("\"metadata\":\"u\""), "metadata: Input should be a valid dictionary"),
                arguments(with("\"metadata\":[]"), "metadata: Input should be a valid dictionary"),
                arguments(with("\"metadata\":{\"user_id\":1}"), "metadata.user_id: Input should be a valid string"),
                arguments(with("\"metadata\":{\"user_id\":{}}"), "metadata.user_id: Input should be a valid string"),
                arguments(with("\"stream\":\"true\""), "stream: Input should be a valid boolean"),
                arguments(with("\"stream\":1"), "stream: Input should be a valid boolean"),
                arguments(with("\"stream\":{}"), "stream: Input should be a valid boolean"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model\":\"b\"|model",
                "\"mo\\u0064el\":\"b\"|model",
                "\"messages\":[]|messages",
                "\"max_tokens\":1|max_tokens",
                "\"stream\":true,\"stream\":true|stream",
                "\"metadata\":{},\"metadata\":{}|metadata",
                "\"metadata\":{\"user_id\":\"a\",\"user_id\":\"a\"}|metadata.user_id",
                "\"fallbacks\":[],\"fallbacks\":null|fallbacks",
                "\"fallbacks\":[{},{\"model\":\"a\",\"model\":\"b\"}]|fallbacks.1.model",
                "\"fallbacks\":[{\"speed\":null,\"speed\":\"fast\"}]|fallbacks.0.speed",
                "\"fallbacks\":[{\"max_tokens\":1,\"max_tokens\":2}]|fallbacks.0.max_tokens",
                "\"speed\":null,\"speed\":\"fast\"|speed",
                "\"inference_geo\":null,\"inference_geo\":\"us\"|inference_geo",
                "\"service_tier\":null,\"service_tier\":\"auto\"|service_tier",
                "\"container\":null,\"container\":\"c\"|container",
                "\"billing_policy\":null,\"billing_policy\":{}|billing_policy",
                "\"mcp_servers\":null,\"mcp_servers\":[]|mcp_servers",
                "\"system\":\"a\",\"system\":\"b\"|system",
                "\"tools\":[],\"tools\":[]|tools",
                "\"tools\":[{\"type\":\"custom\",\"type\":\"web_search_20260318\"}]|tools.0.type",
                "\"system\":[{\"type\":\"text\",\"type\":\"text\"}]|system.0.type",
                "\"system\":[{\"source\":null,\"source\":[]}]|system.0.source",
                "\"system\":[{\"content\":[{\"source\":{\"type\":\"url\",\"type\":\"text\"}}]}]|"
                        + "system.0.content.0.source.type",
                "\"system\":[{\"source\":{\"data\":\"\",\"data\":\"\"}}]|system.0.source.data",
                "\"system\":[{\"tool\":{\"definition\":{\"type\":null,\"type\":\"x\"}}}]|system.0.tool.definition.type",
            })
    void rejectsADuplicateOfANameThatWeirReads(String members, String path) {
        RequestReading strict = strict(with(members));
        RequestReading minimal = minimal(with(members));

        assertThat(List.of(strict, minimal)).containsOnly(new Malformed(path + ": Field given more than once"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\":1,\"temperature\":2",
                "\"Model\":\"b\"",
                "\"stream\":null",
                "\"stream\":false",
                "\"metadata\":null",
                "\"metadata\":{}",
                "\"metadata\":{\"user_id\":null,\"other\":[{\"user_id\":1},{\"user_id\":2}]}",
                "\"unknown\":{\"model\":1,\"model\":2}",
                "\"tools\":[{\"name\":\"t\",\"name\":\"t\",\"input_schema\":{\"type\":1,\"type\":2}}]",
                "\"system\":17",
                "\"tools\":\"no list\"",
                "\"fallbacks\":17"
            })
    void acceptsWhatOnlyTheUpstreamCanCheck(String members) {
        RequestReading reading = strict(with(members));

        assertThat(reading).isInstanceOf(Valid.class);
    }

    @Test
    void acceptsAtMostTwoHundredLevels() {
        String deepest = with("\"x\":" + "[".repeat(199) + "]".repeat(199));
        String deeper = with("\"x\":" + "[".repeat(200) + "]".repeat(200));

        assertThat(strict(deepest)).isInstanceOf(Valid.class);
        assertThat(strict(deeper)).isEqualTo(new Malformed("body: JSON nested deeper than 200 levels"));
    }

    @Test
    void rejectsTooLongNumbersAndNames() {
        String message = "body: JSON with a number over 1,000 or a name over 50,000 characters";

        assertThat(strict(body("max_tokens", "1".repeat(1001)))).isEqualTo(new Malformed(message));
        assertThat(strict(with("\"" + "n".repeat(60_000) + "\":1"))).isEqualTo(new Malformed(message));
    }

    @Test
    void readsABodyOfExactlyTheLargestSize() {
        String body = padded(MAX_BYTES);

        assertThat(strict(body)).isInstanceOf(Valid.class);
        assertThat(strict(body + " ")).isEqualTo(new TooLarge());
    }

    @ParameterizedTest
    @MethodSource
    void rejectsBytesThatAreNotUtf8(byte[] body, int at) {
        RequestReading whole = STRICT.read(
                Operation.MESSAGES, () -> new ByteArrayInputStream(body), ContentEncoding.IDENTITY, _ -> true);
        RequestReading dripped =
                STRICT.read(Operation.MESSAGES, () -> new OneBytePerRead(body), ContentEncoding.IDENTITY, _ -> true);

        assertThat(List.of(whole, dripped)).containsOnly(new Malformed("body: Invalid UTF-8 at byte " + at));
    }

    static Stream<Arguments> rejectsBytesThatAreNotUtf8() {
        return Stream.of(
                arguments("{\"a\":\"\u00fc\"}".getBytes(ISO_8859_1), 6),
                arguments("{\"a\":\"\u00c3".getBytes(ISO_8859_1), 7),
                arguments("{\"a\":\"12345678\u00c0\u0080\"}".getBytes(ISO_8859_1), 14),
                arguments("{\"a\":\"\u00e0\u009f\u00bf\"}".getBytes(ISO_8859_1), 7),
                arguments("{\"a\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1), 7),
                arguments("{\"a\":\"\u00f0\u008f\u00bf\u00bf\"}".getBytes(ISO_8859_1), 7),
                arguments("{\"a\":\"\u00f4\u0090\u0080\u0080\"}".getBytes(ISO_8859_1), 7),
                arguments("{\"a\":\"\u00f5\u0080\u0080\u0080\"}".getBytes(ISO_8859_1), 6),
                arguments("{}".getBytes(UTF_16), 0),
                arguments("{}".getBytes(UTF_16LE), 1),
                arguments("{}".getBytes(Charset.forName("UTF-32")), 0),
                arguments("{}".getBytes(Charset.forName("UTF-32LE")), 1));
    }

    @Test
    void acceptsAByteOrderMarkOfUtf8() {
        String body = "\ufeff" + with("\"x\":\"\u00fc\u20ac\ud83d\ude00\udbff\udfff\"");

        RequestReading reading = strict(body);

        assertThat(request(reading).size().textBytes()).isEqualTo(body.getBytes(UTF_8).length);
    }

    @Test
    void neverRepeatsContentInAMessage() {
        for (String secret :
                List.of("{\"secret", "{\"model\":secret", "{secret:1}", "[secret", "{\"a\":\"\\secret\"}")) {
            RequestReading reading = strict(secret);

            assertThat(reading)
                    .isInstanceOfSatisfying(
                            Malformed.class,
                            malformed -> assertThat(malformed.message()).doesNotContain("secret"));
        }
    }

    @Test
    void rejectsABodyThatCannotBeRead() {
        InputStream broken = new PipedInputStream(); // not connected: every read fails

        RequestReading reading = STRICT.read(Operation.MESSAGES, () -> broken, ContentEncoding.IDENTITY, _ -> true);

        assertThat(reading).isEqualTo(new Malformed("body: Input could not be read"));
    }

    private static String padded(long length) {
        String empty = with("\"x\":\"\"");
        char[] pad = new char[(int) length - empty.length()];
        Arrays.fill(pad, 'x');
        return with("\"x\":\"" + new String(pad) + "\"");
    }
}
