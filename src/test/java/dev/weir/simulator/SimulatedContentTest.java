package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a simulated message contains: text, thinking and tools. */
final class SimulatedContentTest {
    private static final String HELLO = """
            {"model":"claude-opus-4-6","max_tokens":1000,"messages":[{"role":"user","content":"hi"}]}""";

    private static final String TOOLED = """
            {"model":"claude-opus-4-6","max_tokens":1000,"tools":[{"name":"Read"},{"name":"Bash"}],"messages":[%s]}""";

    private final RunningSimulator simulator = new RunningSimulator(new MovableClock());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void countsThinkingTowardMaxTokens() {
        RunningSimulator.ReceivedReply seen =
                simulator.exchange(HELLO.replace("1000", "10"), "x-simulate", "thinking=11;stop=refusal");

        assertThat(seen.json().path("content").findValuesAsText("type")).containsExactly("thinking");
        assertThat(seen.json().path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(seen.json().path("usage").path("output_tokens").asInt()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"5, max_tokens, 20", "31, max_tokens, 124", "32, end_turn, 128", "1000, end_turn, 128"})
    void stopsAtMaxTokens(int most, String reason, int length) {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO.replace("1000", String.valueOf(most)));

        assertThat(seen.json().path("stop_reason").asText()).isEqualTo(reason);
        assertThat(seen.json().path("content").path(0).path("text").asText()).hasSize(length);
        assertThat(seen.json().path("usage").path("output_tokens").asInt()).isEqualTo(Math.min(most, 32));
    }

    @Test
    void sendsNoContentForZeroMaxTokens() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO.replace("1000", "0"));

        assertThat(seen.json().path("content")).isEmpty();
        assertThat(seen.json().path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(seen.json().path("usage").path("output_tokens").asInt()).isZero();
    }

    @Test
    void endsBeforeTheStopSequenceThatComesFirst() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(
                HELLO.replace("\"max_tokens\"", "\"stop_sequences\":[\"END\",\"STOP\"],\"max_tokens\""),
                "x-simulate",
                "text=one STOP two END");

        assertThat(seen.json().path("content").path(0).path("text").asText()).isEqualTo("one ");
        assertThat(seen.json().path("stop_reason").asText()).isEqualTo("stop_sequence");
        assertThat(seen.json().path("stop_sequence").asText()).isEqualTo("STOP");
    }

    @Test
    void callsTheToolsOfMarkersAndThenSendsText() {
        String turn =
                "{\"role\":\"user\",\"content\":\"[[tool:Bash {\\\"command\\\":\\\"[[ -f x ]]\\\"}]] [[tool:Read]]"
                        + " [[tool:Other]]\"}";
        String result =
                turn + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"Bash\","
                        + "\"input\":{}}]},{\"role\":\"user\",\"content\":"
                        + "[{\"type\":\"tool_result\",\"tool_use_id\":\"t\"},"
                        + "{\"type\":\"text\",\"text\":\"[[tool:Bash]]\"}]}";

        RunningSimulator.ReceivedReply first = simulator.exchange(TOOLED.formatted(turn));
        RunningSimulator.ReceivedReply second = simulator.exchange(TOOLED.formatted(result));

        assertThat(first.json().path("content").findValuesAsText("name")).containsExactly("Bash", "Read");
        assertThat(first.json()
                        .path("content")
                        .path(0)
                        .path("input")
                        .path("command")
                        .asText())
                .isEqualTo("[[ -f x ]]");
        assertThat(second.json().path("content").findValuesAsText("type")).containsExactly("text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"any\"} | tool_use | Read",
                "{\"type\":\"tool\",\"name\":\"Bash\"} | tool_use | Bash",
                "{\"type\":\"none\"} | end_turn | ''",
            })
    void followsTheToolChoice(String choice, String reason, String name) {
        String body = TOOLED.formatted("{\"role\":\"user\",\"content\":\"[[tool:Bash]]\"}")
                .replace("\"tools\"", "\"tool_choice\":" + choice + ",\"tools\"");

        RunningSimulator.ReceivedReply seen = simulator.exchange(body);

        assertThat(seen.json().path("stop_reason").asText()).isEqualTo(reason);
        assertThat(seen.json().path("content").path(0).path("name").asText()).isEqualTo(name);
    }
}
