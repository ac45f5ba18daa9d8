package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestReaderPropertyTest {
    private static final ObjectMapper TREE =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final RequestReader READER = new RequestReader(Validation.REQUIRED, 1 << 20);

    @Test
    void agreesWithATreeForAnyNotationAndChunks() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        int read = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = RandomBody.next(random);
            byte[] body = text.getBytes(UTF_8);

            RequestReading whole = READER.read(
                    Operation.MESSAGES, () -> new ByteArrayInputStream(body), ContentEncoding.IDENTITY, _ -> true);
            RequestReading dripped = READER.read(
                    Operation.MESSAGES, () -> new OneBytePerRead(body), ContentEncoding.IDENTITY, _ -> true);

            assertThat(whole)
                    .as("seed %d, body %d", seed, i)
                    .isEqualTo(TreeReader.read(TREE.readTree(text), body.length));
            assertThat(dripped).as("seed %d, body %d", seed, i).isEqualTo(whole);
            if (whole instanceof RequestReading.Valid(MessageRequest request)) {
                read++;
                features.addAll(request.features());
            }
        }
        assertThat(read).as("good bodies among the random ones").isGreaterThan(500);
        assertThat(features).containsExactlyInAnyOrder(Feature.values());
    }
}
