package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the simulator rejects, as the API does. */
final class SimulatorRejectionTest {
    private static final String HELLO = """
            {"model":"claude-opus-4-6","max_tokens":1000,"messages":[{"role":"user","content":"hi"}]}""";

    private final RunningSimulator simulator = new RunningSimulator(new MovableClock());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void namesAnUnknownDirectiveAndListsTheKnownOnes() {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO, "x-simulate", "status=529;explode=now");

        assertThat(seen.fault()).isEqualTo("400 invalid_request_error");
        assertThat(seen.message()).startsWith("x-simulate: unknown directive \"explode\" (known: status, kind, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/nothing | 404 not_found_error | Not Found",
                "GET | / | 404 not_found_error | Not Found",
                "GET | /v1/messages | 405 invalid_request_error | Method Not Allowed",
                "GET | /v1/models/claude-not-found | 404 not_found_error | model: claude-not-found",
                "GET | /v1/models?limit=0 | 400 invalid_request_error | limit: Input should be between 1 and 1000",
                "POST | /v1/messages | 400 invalid_request_error | The request body is not valid JSON",
            })
    void rejectsInTheEnvelopeOfTheApi(String method, String path, String fault, String message) {
        RunningSimulator.ReceivedReply seen = simulator.send(method, path, new byte[0], Map.of());

        assertThat(seen.fault()).isEqualTo(fault);
        assertThat(seen.message()).isEqualTo(message);
        assertThat(seen.json().path("request_id").asText())
                .isEqualTo(seen.headers().get("request-id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | 401 | x-api-key header is required",
                "invalid | '' | 401 | invalid x-api-key",
                "invalid-7 | Bearer good | 401 | invalid x-api-key",
                "'' | Bearer invalid | 401 | Invalid bearer token",
                "'' | Basic good | 401 | x-api-key header is required",
                "'' | Bearer good | 200 | ''",
                "good | Bearer invalid | 200 | ''",
            })
    void acceptsAnyCredentialExceptInvalidOnes(String key, String authorization, int status, String message) {
        RunningSimulator.ReceivedReply seen =
                simulator.exchange(HELLO, "x-api-key", key, "authorization", authorization);

        assertThat(seen.status()).isEqualTo(status);
        assertThat(seen.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 400 | anthropic-version: header is required",
                "2025-01-01 | 400 | anthropic-version: \"2025-01-01\" is not a valid version",
                "2023-01-01 | 200 | ''",
                "2026-10-21 | 200 | ''",
            })
    void requiresAKnownVersion(String version, int status, String message) {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO, "anthropic-version", version);

        assertThat(seen.status()).isEqualTo(status);
        assertThat(seen.message()).isEqualTo(message);
    }

    @Test
    void readsGzipAndSendsTheDigestOfTheSentBytes() throws IOException {
        byte[] zipped = gzip(HELLO.getBytes(StandardCharsets.UTF_8));

        RunningSimulator.ReceivedReply seen =
                simulator.send("POST", "/v1/messages", zipped, Map.of("content-encoding", "gzip"));

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.headers()).containsEntry("x-simulated-request-sha256", Sha256.hex(zipped));
    }

    @ParameterizedTest
    @CsvSource({"gzip, request_body_encoding_invalid", "zstd, request_body_encoding_unsupported"})
    void rejectsUnknownEncodings(String encoding, String code) {
        RunningSimulator.ReceivedReply seen = simulator.exchange(HELLO, "content-encoding", encoding);

        assertThat(seen.fault()).isEqualTo("400 invalid_request_error");
        assertThat(seen.json().path("error").path("details").path("error_code").asText())
                .isEqualTo(code);
    }

    @Test
    void rejectsMoreThanThirtyTwoMegabytesWhenTheyAreInflated() throws IOException {
        byte[] zipped = gzip(spaces());

        RunningSimulator.ReceivedReply seen =
                simulator.send("POST", "/v1/messages", zipped, Map.of("content-encoding", "gzip"));

        assertThat(seen.fault()).isEqualTo("413 request_too_large");
        assertThat(seen.json().path("error").path("details").path("error_code").asText())
                .isEqualTo("request_body_too_large_after_decoding");
    }

    @Test
    void rejectsMoreThanThirtyTwoMegabytesAsSoonAsTheyAreDeclared() {
        byte[] head = RunningSimulator.head("POST", "/v1/messages", BodyCollection.MOST_BYTES + 1, Map.of());

        RunningSimulator.ReceivedReply seen = simulator.glimpse(head);

        assertThat(seen.status()).isEqualTo(413);
    }

    @Test
    void rejectsMoreThanThirtyTwoMegabytesThatWereNotDeclared() {
        byte[] spaces = spaces();
        ByteArrayOutputStream chunked = new ByteArrayOutputStream();
        chunked.writeBytes((Integer.toHexString(spaces.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        chunked.writeBytes(spaces);
        chunked.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        RunningSimulator.ReceivedReply seen = simulator.send(
                "POST",
                "/v1/messages",
                chunked.toByteArray(),
                Map.of("content-length", "", "transfer-encoding", "chunked"));

        assertThat(seen.fault()).isEqualTo("413 request_too_large");
    }

    private static byte[] spaces() {
        byte[] spaces = new byte[BodyCollection.MOST_BYTES + 1];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }
}
