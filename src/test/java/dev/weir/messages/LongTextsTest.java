package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.RequestReading.Malformed;
import dev.weir.messages.RequestReading.NoRoom;
import dev.weir.messages.RequestReading.Valid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies whose texts are longer than the parser may build. */
class LongTextsTest {
    private static final RequestReader READER = new RequestReader(Validation.REQUIRED, 64 << 20);
    private static final String BODY =
            "{\"metadata\":{\"user_id\":\"%s\"},\"model\":\"claude-x\",\"max_tokens\":7,\"messages\":[],"
                    + "\"stream\":true}";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 4094, 4095, 4096, 4097, 5000, 65_535, 65_536, 65_537, 100_000})
    void namesTheSameUserWhicheverWayAnIdIsRead(int length) {
        String id = "€\uD83D\uDE00".repeat(length / 3) + "a".repeat(length % 3);

        Valid read = (Valid) read(BODY.formatted(id));

        assertThat(read.request().userId().map(BoundedText::of)).contains(BoundedText.of(id));
        assertThat(read.request().model()).isEqualTo("claude-x");
        assertThat(read.request().stream()).isTrue();
    }

    @Test
    void readsEveryEscapeOfALongText() {
        String id = "x".repeat(90_000) + "\"\\/\b\f\n\r\t\u20AC\uD83D\uDE00";
        String escaped = "x".repeat(90_000) + "\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20aC\\uD83d\\uDE00";

        Valid read = (Valid) read(BODY.formatted(escaped));

        assertThat(read.request().userId()).contains(BoundedText.of(id));
    }

    @Test
    void keepsOfAVeryLongIdAsMuchAsOfAShortOne() {
        Valid read = (Valid) read(BODY.formatted("€" + "a".repeat(31 << 20)));

        assertThat(read.request().userId().orElseThrow()).hasSize(BoundedText.LONGEST);
    }

    @Test
    void readsOnBehindALongTextAndALongName() {
        String body = """
                {"model":"claude-x","%s":1,"max_tokens":7,"metadata":{"user_id":"%s"},
                 "messages":[{"content":[{"type":"image","source":{"type":"base64","data":"QUJD"}}]}]}
                """.formatted("n".repeat(40_000), "u".repeat(90_000));

        Valid read = (Valid) read(body);

        assertThat(read.request().size().images()).isEqualTo(1);
        assertThat(read.request().size().mediaBytes()).isEqualTo(4);
    }

    @Test
    void aByteOrderMarkPassesBeforeALongTextToo() {
        assertThat(read("\uFEFF" + BODY.formatted("a".repeat(90_000)))).isInstanceOf(Valid.class);
    }

    @Test
    void namesThePlaceOfAFaultBehindALongText() {
        String body = BODY.formatted("a".repeat(90_000));

        assertThat(read(body + "}")).isEqualTo(new Malformed("body: Invalid JSON at character " + body.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\x", "\\u12", "\\u00g0", "\\"})
    void rejectsALongTextWithAnEscapeThatIsNone(String escape) {
        assertThat(read(BODY.formatted("a".repeat(90_000) + escape))).isInstanceOf(Malformed.class);
    }

    @Test
    void rejectsALongTextThatDoesNotEnd() {
        assertThat(read("{\"metadata\":{\"user_id\":\"" + "a".repeat(50_000))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 5_000, 1_000_000})
    void rejectsAModelOfALongName(int length) {
        String body = BODY.formatted("u").replace("claude-x", "m".repeat(length));

        assertThat(read(body)).isEqualTo(new Malformed("model: String should have at most 256 characters"));
    }

    @Test
    void takesAModelOfTheLongestName() {
        assertThat(read(BODY.formatted("u").replace("claude-x", "m".repeat(256))))
                .isInstanceOf(Valid.class);
    }

    @Test
    void rejectsMoreFallbacksThanThereMayBe() {
        assertThat(read(withFallbacks(16, "m"))).isInstanceOf(Valid.class);
        assertThat(read(withFallbacks(17, "m")))
                .isEqualTo(new Malformed("fallbacks: List should have at most 16 items"));
    }

    @Test
    void rejectsAFallbackOfALongName() {
        assertThat(read(withFallbacks(1, "m".repeat(257))))
                .isEqualTo(new Malformed("fallbacks.model: String should have at most 256 characters"));
    }

    @Test
    void findsNoRoomForABodyThatGrowsTooMuchWhenInflated() throws IOException {
        byte[] body = gzip(BODY.formatted("a".repeat(1_000_000)));

        RequestReading reading = READER.read(
                Operation.MESSAGES,
                () -> new ByteArrayInputStream(body),
                ContentEncoding.GZIP,
                total -> total < 500_000);

        assertThat(reading).isEqualTo(new NoRoom());
    }

    @Test
    void readsAnEncodedBodyOfALongTextAsAPlainOne() throws IOException {
        String text = BODY.formatted("a".repeat(1_000_000));
        byte[] body = gzip(text);

        RequestReading reading =
                READER.read(Operation.MESSAGES, () -> new ByteArrayInputStream(body), ContentEncoding.GZIP, _ -> true);

        assertThat(reading).isEqualTo(read(text));
    }

    @Test
    void digestsALongConversationAsOneOfShortTexts() {
        String body = BODY.formatted("%s")
                .replace("\"messages\":[]", "\"messages\":[{\"content\":\"" + "m\\n€".repeat(5_000) + "\"}]");

        assertThat(digest(body.formatted("u".repeat(90_000)))).isEqualTo(digest(body.formatted("u")));
    }

    private static long digest(String body) {
        ConversationDigest digest = new ConversationDigest();
        RequestReading reading = READER.read(
                Operation.MESSAGES,
                () -> new ByteArrayInputStream(body.getBytes(UTF_8)),
                ContentEncoding.IDENTITY,
                _ -> true,
                Optional.of(digest));
        assertThat(reading).isInstanceOf(Valid.class);
        return digest.value();
    }

    private static String withFallbacks(int count, String model) {
        String one = ",{\"model\":\"" + model + "\"}";
        return BODY.formatted("u")
                .replace("{\"metadata\"", "{\"fallbacks\":[" + one.repeat(count).substring(1) + "],\"metadata\"");
    }

    private static RequestReading read(String body) {
        return READER.read(
                Operation.MESSAGES,
                () -> new ByteArrayInputStream(body.getBytes(UTF_8)),
                ContentEncoding.IDENTITY,
                _ -> true);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
