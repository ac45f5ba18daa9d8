package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventFramesTest {
    private static final String FISH = "x" + "🐟".repeat(40);

    @Test
    void neverSplitsACharacter() {
        ModelMessage message = new ModelMessage(
                "msg_1",
                "claude-x",
                List.of(new ContentBlock.Text(FISH)),
                ModelMessage.StopReason.of("end_turn"),
                new SimulatedUsage(1, 0, 0, 0, 41),
                Optional.empty());

        List<String> pieces = EventFrames.of(message, SimulationScript.PLAIN).stream()
                .map(frame -> frame.toString(StandardCharsets.UTF_8))
                .map(frame -> Json.read(frame.substring(frame.indexOf('{'))).orElseThrow())
                .map(event -> event.path("delta").path("text"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();

        assertThat(pieces)
                .hasSizeGreaterThan(2)
                .noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
        assertThat(String.join("", pieces)).isEqualTo(FISH);
    }
}
