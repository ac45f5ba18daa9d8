package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class MockResponsesTest {
    @Test
    void sendsAMessageOfElevenHundredBytes() {
        String[] parts = MockResponses.json().toString().split("\r\n\r\n", 2);

        JsonObject message = new JsonObject(parts[1]);

        assertThat(parts[0]).contains("content-length: " + parts[1].length());
        assertThat(parts[1].length()).isBetween(1_050, 1_200);
        assertThat(message.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(200);
    }

    @Test
    void sendsSixtySixWholeEvents() {
        List<String> events = MockResponses.events();

        assertThat(events)
                .hasSize(66)
                .allSatisfy(event -> assertThat(new JsonObject(dataOf(event))).isNotEmpty());
        assertThat(events.getFirst()).startsWith("event: message_start\n").contains("\"input_tokens\":250");
        assertThat(events.getLast()).isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void sendsEachEventAsAChunkOfItsOwn() {
        String wire = MockResponses.burst().toString();

        assertThat(wire.split("\r\n(?=event: )")).hasSize(67);
        assertThat(wire).endsWith("\r\n0\r\n\r\n");
    }

    private static String dataOf(String event) {
        return event.substring(event.indexOf("data: ") + "data: ".length());
    }
}
