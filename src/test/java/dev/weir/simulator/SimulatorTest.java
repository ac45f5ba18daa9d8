package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class SimulatorTest {
    private static final Running SIMULATOR =
            new Running(Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC));
    private static final String HELLO = """
            {"model":"claude-opus-4-6","max_tokens":1000,"messages":[{"role":"user","content":"hi"}]}""";
    private static final String STREAM = HELLO.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @Test
    void answersWithAMessage() {
        Running.Seen seen = SIMULATOR.ask(HELLO);

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json().path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(seen.json().path("usage").path("output_tokens").asInt()).isEqualTo(32);
        assertThat(seen.headers())
                .containsEntry(
                        "x-simulated-request-sha256",
                        Sha256.hex(HELLO.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void streamsInTheOrderOfTheApi() {
        Running.Seen seen = SIMULATOR.ask(STREAM);

        assertThat(seen.names())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(seen.whole()).isTrue();
    }

    @Test
    void answersWithTheStatusThatWasAskedFor() {
        assertThat(SIMULATOR.ask(HELLO, "x-simulate", "status=529").fault()).isEqualTo("529 overloaded_error");
    }

    @Test
    void cutsAStreamUncleanly() {
        Running.Seen seen = SIMULATOR.ask(STREAM, "x-simulate", "cut-at=120");

        assertThat(seen.body()).hasSize(120);
        assertThat(seen.whole()).isFalse();
    }

    @Test
    void probesAreAnswered() {
        assertThat(SIMULATOR
                        .send("HEAD", "/api/hello", new byte[0], Map.of("x-api-key", ""))
                        .status())
                .isEqualTo(200);
    }
}
