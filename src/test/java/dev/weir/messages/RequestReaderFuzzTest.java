package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Replays its seeds in every build; fuzzes where {@code jazzer.hooks} and {@code JAZZER_FUZZ} are set. */
class RequestReaderFuzzTest {
    private static final RequestReader STRICT = new RequestReader(Validation.REQUIRED, 1 << 16);
    private static final RequestReader MINIMAL = new RequestReader(Validation.MINIMAL, 1 << 16);
    private static final ObjectMapper TREE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @FuzzTest
    void agreesWithASecondParser(byte[] body) throws IOException {
        for (Operation operation : new Operation[] {Operation.MESSAGES, Operation.COUNT_TOKENS}) {
            RequestReading strict =
                    STRICT.read(operation, () -> new ByteArrayInputStream(body), ContentEncoding.IDENTITY, _ -> true);
            RequestReading minimal =
                    MINIMAL.read(operation, () -> new OneBytePerRead(body), ContentEncoding.IDENTITY, _ -> true);

            if (strict instanceof RequestReading.Valid(MessageRequest request)) {
                assertThat(minimal).isEqualTo(strict);
                agree(request, body);
            }
            if (minimal instanceof RequestReading.Valid(MessageRequest request)) {
                agree(request, body);
            }
        }
    }

    @FuzzTest
    void neverThrowsOnGzip(byte[] body) {
        RequestReading whole =
                MINIMAL.read(Operation.MESSAGES, () -> new ByteArrayInputStream(body), ContentEncoding.GZIP, _ -> true);
        RequestReading dripped =
                MINIMAL.read(Operation.MESSAGES, () -> new OneBytePerRead(body), ContentEncoding.GZIP, _ -> true);

        // A body that is wrong twice, as gzip and as text, is rejected for either: how far was inflated depends on the
        // chunks
        if (!(dripped instanceof RequestReading.Malformed && whole instanceof RequestReading.Malformed)) {
            assertThat(dripped).isEqualTo(whole);
        }
    }

    /** The tree is read from characters, by another decoder and another lexer than the reader's. */
    private static void agree(MessageRequest request, byte[] body) throws IOException {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        JsonNode tree = TREE.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
        JsonNode userId = tree.path("metadata").path("user_id");

        assertThat(request.model()).isEqualTo(tree.path("model").textValue());
        assertThat(request.stream()).isEqualTo(tree.path("stream").booleanValue());
        assertThat(request.userId().isPresent()).isEqualTo(userId.isTextual());
        request.userId().ifPresent(id -> assertThat(id).isEqualTo(userId.textValue()));
        assertThat(request.size().textBytes() + request.size().mediaBytes()).isEqualTo(body.length);
    }
}
