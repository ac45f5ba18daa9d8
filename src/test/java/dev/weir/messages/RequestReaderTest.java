package dev.weir.messages;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final long MAX_BYTES = 1 << 20;
    private static final RequestReader STRICT = new RequestReader(Validation.REQUIRED, MAX_BYTES);
    private static final RequestReader MINIMAL = new RequestReader(Validation.MINIMAL, MAX_BYTES);

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
        RequestReading minimal =
                MINIMAL.read(Operation.MESSAGES, () -> bytes(with(members)), ContentEncoding.IDENTITY, _ -> true);

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
        RequestReading reading =
                MINIMAL.read(Operation.MESSAGES, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);

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
        RequestReading reading =
                MINIMAL.read(Operation.MESSAGES, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);

        assertThat(reading).isEqualTo(new Malformed(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"a\",\"messages\":[]}|",
                "{\"model\":\"a\",\"messages\":[],\"max_tokens\":\"odd\"}|",
                "{\"model\":\"a\"}|messages: Field required",
                "{\"messages\":[]}|model: Field required",
            })
    void requiresNoMaxTokensForCountTokens(String body, String message) {
        RequestReading reading =
                STRICT.read(Operation.COUNT_TOKENS, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);

        if (message == null) {
            assertThat(reading).isInstanceOf(Valid.class);
        } else {
            assertThat(reading).isEqualTo(new Malformed(message));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null|M",
                "[]|M",
                "[{\"model\":\"x\",\"max_tokens\":1},{\"model\":\"y\"}]|M x y",
                "\"default\"|?",
                "\"other\"|?",
                "{}|?",
                "[\"x\"]|?",
                "[{\"model\":\"x\"},{}]|?",
                "[{\"model\":17}]|?",
                "[{\"model\":\"\"}]|?",
            })
    void readsUnnamedFallbacksAsTheUpstreamsChoice(String fallbacks, String expected) {
        RequestReading reading = strict(with("\"fallbacks\":" + fallbacks));

        List<String> words = List.of(expected.split(" "));
        assertThat(request(reading).fallbacks())
                .isEqualTo(
                        expected.equals("?")
                                ? new Fallbacks.UpstreamsChoice()
                                : new Fallbacks.Models(words.subList(1, words.size())));
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

    static RequestReading strict(String body) {
        return STRICT.read(Operation.MESSAGES, () -> bytes(body), ContentEncoding.IDENTITY, _ -> true);
    }

    static MessageRequest request(RequestReading reading) {
        assertThat(reading).isInstanceOf(Valid.class);
        return ((Valid) reading).request();
    }

    /** A valid body with one member replaced. */
    private static String body(String name, String value) {
        return List.of("model", "messages", "max_tokens").stream()
                .map(each -> "\"" + each + "\":" + (each.equals(name) ? value : good(each)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String good(String name) {
        return switch (name) {
            case "model" -> "\"a\"";
            case "messages" -> "[]";
            default -> "1";
        };
    }

    /** A valid body with further members. */
    static String with(String members) {
        return "{\"model\":\"a\",\"messages\":[],\"max_tokens\":1," + members + "}";
    }

    private static String padded(long length) {
        String empty = with("\"x\":\"\"");
        char[] pad = new char[(int) length - empty.length()];
        Arrays.fill(pad, 'x');
        return with("\"x\":\"" + new String(pad) + "\"");
    }

    private static InputStream bytes(String body) {
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }
}
