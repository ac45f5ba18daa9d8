package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulatorTest {
    private static final String HELLO = """
            {"model":"claude-opus-4-6","max_tokens":1000,"messages":[{"role":"user","content":"hi"}]}""";
    private static final String STREAM = HELLO.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");

    private final RunningSimulator simulator = new RunningSimulator(new MovableClock());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void sendsTheLimitsAndTheDigestOfTheRequest() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO);

        assertThat(seen.headers())
                .containsEntry("x-simulated-request-sha256", Sha256.hex(HELLO.getBytes(StandardCharsets.UTF_8)))
                .containsEntry("content-type", "application/json")
                .containsEntry("anthropic-ratelimit-requests-limit", "4000")
                .containsEntry("anthropic-ratelimit-requests-remaining", "3999")
                .containsEntry("anthropic-ratelimit-requests-reset", "2026-11-22T10:00:00Z")
                .containsEntry("anthropic-ratelimit-input-tokens-remaining", "1999000")
                .containsEntry("anthropic-ratelimit-output-tokens-remaining", "399000")
                .containsEntry("anthropic-ratelimit-tokens-limit", "400000");
        assertThat(seen.headers().get("request-id")).matches("req_01\\w{22}");
    }

    @Test
    void sendsPingsAndEventsInTheOrderOfTheApi() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(STREAM, "x-simulate", "thinking=20;tokens=20");

        assertThat(seen.names())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(seen.body()).startsWith("event: message_start\ndata: {\"type\":\"message_start\",");
        assertThat(seen.headers()).containsEntry("content-type", "text/event-stream; charset=utf-8");
    }

    @Test
    void omitsPingsOnRequest() {
        RunningSimulator.ReceivedReply none = simulator.exchange(STREAM, "x-simulate", "no-pings");
        RunningSimulator.ReceivedReply three = simulator.exchange(STREAM, "x-simulate", "pings=3");

        assertThat(none.body()).doesNotContain("ping");
        assertThat(three.events())
                .filteredOn(event -> event.path("type").asText().equals("ping"))
                .hasSize(3);
    }

    @Test
    void sendsAnErrorEventInTheMiddleOfTheContent() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(STREAM, "x-simulate", "error-event=later");

        assertThat(seen.names())
                .containsExactly("message_start", "content_block_start", "ping", "content_block_delta", "error");
        assertThat(seen.events().getLast().path("request_id").asText())
                .isEqualTo(seen.headers().get("request-id"));
        assertThat(seen.whole()).isTrue();
    }

    @Test
    void delaysEachEvent() {
        RunningSimulator.ReceivedReply seen = simulator.glimpse(STREAM, "event-delay=1m");

        assertThat(seen.names()).containsExactly("message_start");
    }

    @Test
    void delaysTheFirstByte() {
        assertThat(simulator.isSilent(STREAM, "first-byte-delay=1m")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "requests, 12, requests",
        "input-tokens, 20, input-tokens",
        "output-tokens, 20, output-tokens",
        "acceleration, 30, ''",
        "concurrency, 1, ''",
        "workspace, 30, ''",
        "spend-limit, , ''",
        "contract-limit, , ''"
    })
    void sendsRetryAfterUnlessARetryIsUseless(String kind, @Nullable String seconds, String exhausted) {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO, "x-simulate", "kind=" + kind);

        assertThat(seen.fault()).isEqualTo("429 rate_limit_error");
        assertThat(seen.headers().get("retry-after")).isEqualTo(seconds);
        assertThat(seen.headers().get("anthropic-ratelimit-" + exhausted + "-remaining"))
                .isEqualTo(exhausted.isEmpty() ? null : "0");
    }

    @Test
    void countsTheSameInBothEndsOfAStream() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(STREAM, "x-simulate", "thinking=20;tokens=30");

        JsonNode start = seen.events().getFirst().path("message").path("usage");
        JsonNode end = seen.events().get(seen.events().size() - 2).path("usage");
        assertThat(start.path("input_tokens")).isEqualTo(end.path("input_tokens"));
        assertThat(start.path("output_tokens").asInt()).isEqualTo(1);
        assertThat(end.path("output_tokens").asInt()).isEqualTo(50);
        assertThat(end.path("output_tokens_details").path("thinking_tokens").asInt())
                .isEqualTo(20);
    }

    @Test
    void isTheSameForTheSameSeed() {
        RunningSimulator.ReceivedReply here = simulator.exchange(STREAM, "x-simulate", "thinking;tool");

        try (RunningSimulator other = new RunningSimulator(new MovableClock())) {
            assertThat(other.exchange(STREAM, "x-simulate", "thinking;tool")).isEqualTo(here);
        }
    }

    @Test
    void endsAFaultAfterTheGivenNumberOfRequests() {
        String other = HELLO.replace("\"max_tokens\"", "\"metadata\":{\"user_id\":\"u\"},\"max_tokens\"");

        List<Integer> seen = List.of(
                simulator.exchange(HELLO, "x-simulate", "status=529;times=2").status(),
                simulator.exchange(HELLO, "x-simulate", "status=529;times=2").status(),
                simulator.exchange(HELLO, "x-simulate", "status=529;times=2").status(),
                simulator.exchange(other, "x-simulate", "status=529;times=2").status(),
                simulator
                        .exchange(HELLO, "x-simulate", "status=529;times=2;key=other")
                        .status());

        assertThat(seen).containsExactly(529, 529, 200, 529, 529);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-simulate-529, 529",
        "claude-simulate-spend-limit, 429",
        "claude-simulate-status=418, 418",
        "claude-simulate-refusal, 200",
        "claude-simulate-nonsense, 400",
        "claude-anything, 200",
        "claude-not-found, 404"
    })
    void followsTheScriptOfTheModelName(String model, int status) {
        assertThat(simulator.exchange(HELLO.replace("claude-opus-4-6", model)).status())
                .isEqualTo(status);
    }

    @Test
    void pagesTheModelsInBothDirections() {
        JsonNode first = simulator.get("/v1/models?limit=2").json();
        JsonNode next =
                simulator.get("/v1/models?limit=2&after_id=claude-mythos-5-2").json();
        JsonNode back =
                simulator.get("/v1/models?limit=2&before_id=claude-haiku-5-5").json();
        JsonNode all = simulator.get("/v1/models").json();

        assertThat(page(first)).isEqualTo("[claude-fable-5-2, claude-mythos-5-2] more");
        assertThat(page(next)).isEqualTo("[claude-haiku-5-5, claude-sonnet-5-5] more");
        assertThat(page(back)).isEqualTo("[claude-fable-5-2, claude-mythos-5-2]");
        assertThat(all.path("data")).hasSize(19);
        assertThat(all.path("has_more").asBoolean()).isFalse();
    }

    @Test
    void describesAModel() {
        JsonNode model = simulator.get("/v1/models/claude-opus-4-5").json();

        assertThat(List.of(
                        model.path("id").asText(),
                        model.path("display_name").asText(),
                        model.path("line").asText()))
                .containsExactly("claude-opus-4-5-20251101", "Claude Opus 4.5", "opus");
    }

    @Test
    void writesACacheAndThenReadsIt() {
        String body = HELLO.replace(
                "\"hi\"",
                "[{\"type\":\"text\",\"text\":\"" + "word".repeat(5000)
                        + "\",\"cache_control\":{\"type\":\"ephemeral\"}}]");

        JsonNode first = simulator.exchange(body).json().path("usage");
        JsonNode second = simulator.exchange(body).json().path("usage");

        int tokens = first.path("cache_creation_input_tokens").asInt();
        assertThat(tokens).isGreaterThan(5000);
        assertThat(first.path("cache_creation")
                        .path("ephemeral_5m_input_tokens")
                        .asInt())
                .isEqualTo(tokens);
        assertThat(second.path("cache_creation_input_tokens").asInt()).isZero();
        assertThat(second.path("cache_read_input_tokens").asInt()).isEqualTo(tokens);
    }

    @Test
    void returns200ForTheProbesOfClaudeCode() {
        assertThat(simulator
                        .send("HEAD", "/", new byte[0], Map.of("x-api-key", ""))
                        .status())
                .isEqualTo(200);
        assertThat(simulator.send("HEAD", "/api/hello", new byte[0], Map.of()).status())
                .isEqualTo(200);
    }

    private static String page(JsonNode page) {
        return page.path("data").findValuesAsText("id") + (page.path("has_more").asBoolean() ? " more" : "");
    }
}
