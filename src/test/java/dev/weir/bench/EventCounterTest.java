package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCounterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 100_000})
    void countsEveryEventInPiecesOfAnySize(int size) {
        Buffer stream = Buffer.buffer(String.join("", MockResponses.events()));
        EventCounter counter = new EventCounter();

        for (int start = 0; start < stream.length(); start += size) {
            counter.accept(stream.getBuffer(start, Math.min(stream.length(), start + size)));
        }

        assertThat(counter.events()).isEqualTo(66);
    }
}
