package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationDigestTest {
    private static final String HEAD = "{\"model\":\"m\",\"max_tokens\":1,";
    private static final String TOOLS = """
            "tools":[{"name":"t","input_schema":{"type":"object","properties":{"a":{"type":"string"}}}}],""";
    private static final String SYSTEM = "\"system\":[{\"type\":\"text\",\"text\":\"You are kind.\"}],";
    private static final String FIRST =
            HEAD + TOOLS + SYSTEM + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @Test
    void staysTheSameWhileTheConversationGrowsAndItsBreakpointsMove() {
        String breakpoint = ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}";
        String later = HEAD
                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"" + breakpoint
                + "}]},"
                + "{\"role\":\"assistant\",\"content\":\"Hi\"},{\"role\":\"user\",\"content\":\"More\"}],"
                + SYSTEM.replace("kind.\"", "kind.\"" + breakpoint)
                + TOOLS.replace("\"string\"}}}", "\"string\"" + breakpoint + "}}}" + breakpoint)
                        .replace(",]", "]");

        long digest = digest(later.substring(0, later.length() - 1) + "}");

        assertThat(digest).isEqualTo(digest(FIRST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "kind", "\"t\"", "\"a\"", "object"})
    void differsWhereAPartOfItDiffers(String part) {
        long digest = digest(FIRST.replace(part, part.startsWith("\"") ? "\"other\"" : "other"));

        assertThat(digest).isNotEqualTo(digest(FIRST));
    }

    @Test
    void tellsTheSystemPromptFromTheFirstMessage() {
        String message = HEAD + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

        long[] digests = {
            digest(message + "}"), digest(message + ",\"system\":\"user\"}"), digest(message + ",\"tools\":[]}")
        };

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void isTheSameForATextThatComesInSmallPieces() {
        String text = FIRST.replace("Hello", "Hello ".repeat(20_000) + "\\u00e9\\n");
        ConversationDigest digest = new ConversationDigest();

        reader().read(
                        Operation.MESSAGES,
                        () -> new OneBytePerRead(text.getBytes(UTF_8)),
                        ContentEncoding.IDENTITY,
                        _ -> true,
                        Optional.of(digest));

        assertThat(digest.value()).isEqualTo(digest(text));
    }

    @Test
    void changesNothingOfWhatIsRead() {
        byte[] body = FIRST.getBytes(UTF_8);

        RequestReading digested = reader().read(
                        Operation.MESSAGES,
                        () -> new ByteArrayInputStream(body),
                        ContentEncoding.IDENTITY,
                        _ -> true,
                        Optional.of(new ConversationDigest()));

        assertThat(digested)
                .isEqualTo(reader().read(
                                Operation.MESSAGES,
                                () -> new ByteArrayInputStream(body),
                                ContentEncoding.IDENTITY,
                                _ -> true));
    }

    private static long digest(String body) {
        ConversationDigest digest = new ConversationDigest();
        RequestReading reading = reader().read(
                        Operation.MESSAGES,
                        () -> new ByteArrayInputStream(body.getBytes(UTF_8)),
                        ContentEncoding.IDENTITY,
                        _ -> true,
                        Optional.of(digest));
        assertThat(reading).isInstanceOf(RequestReading.Valid.class);
        return digest.value();
    }

    private static RequestReader reader() {
        return new RequestReader(Validation.REQUIRED, 10_000_000);
    }
}
