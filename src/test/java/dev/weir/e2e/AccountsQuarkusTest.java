package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every exchange has one line in the usage log and one count in the metrics, however it ended, and neither contains
 * anything of its content.
 */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class AccountsQuarkusTest {
    private static final String GOOD_HEAD = new String(
            RawRequest.message(TestKeys.OPEN, "").with("x-canary", "canary").headOfChunked(), ISO_8859_1);

    private static final List<String> MALFORMED = List.of(
            "CANARY\r\n\r\n",
            "GET /canary CANARY/1.1\r\n\r\n",
            "GET /canary HTTP/canary\r\n\r\n",
            "GET /canary HTTP/1.1\r\ncanary canary\r\n\r\n",
            "GET /canary HTTP/1.1\r\nhost: canary\r\nx-canary: a\u0000canary\r\n\r\n",
            "GET /canary HTTP/1.1\r\nhost: canary\r\ntransfer-encoding: canary\r\n\r\n",
            "GET /canary HTTP/1.1\r\nhost: canary\r\ncontent-length: canary\r\n\r\n",
            "GET /%%canary HTTP/1.1\r\nhost: canary\r\n\r\n",
            "GET /v1/models/%%canary HTTP/1.1\r\nhost: canary\r\nx-api-key: " + TestKeys.OPEN + "\r\n\r\n",
            "GET /" + "canary".repeat(10_000) + " HTTP/1.1\r\nhost: canary\r\n\r\n",
            "GET /canary HTTP/1.1\r\nhost: canary\r\nx-canary: " + "canary".repeat(20_000) + "\r\n\r\n",
            GOOD_HEAD + "canary\r\ncanary",
            GOOD_HEAD + "6;canary=" + "canary".repeat(20_000) + "\r\ncanary\r\n");

    private static final byte[] HELLO = RawRequest.HELLO.getBytes(UTF_8);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /**
     * A kind of exchange, and what is written down about it.
     *
     * @param script of the upstream; empty for the simulator or where the upstream is not reached
     */
    record ExchangeCase(
            RawRequest request,
            List<ScriptedUpstream.ConnectionScript> script,
            String operation,
            String team,
            int status,
            String outcome) {
        @Override
        public String toString() {
            return outcome + " " + request.target() + " " + status;
        }
    }

    static Stream<ExchangeCase> kinds() {
        byte[] count =
                "{\"model\":\"claude-opus-4-6\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}".getBytes(UTF_8);
        RawRequest message = RawRequest.post("/v1/messages?canary=1", TestKeys.OPEN, HELLO);
        RawRequest stream = RawRequest.message(TestKeys.OPEN, RawRequest.STREAM);
        return Stream.of(
                kind(
                        RawRequest.message(TestKeys.SIMULATED, RawRequest.HELLO),
                        "messages",
                        "simulated-team",
                        200,
                        "completed"),
                kind(
                        RawRequest.message(TestKeys.SIMULATED, RawRequest.STREAM),
                        "messages",
                        "simulated-team",
                        200,
                        "completed"),
                kind(
                        RawRequest.post("/v1/messages/count_tokens", TestKeys.SIMULATED, count),
                        "count_tokens",
                        "simulated-team",
                        200,
                        "completed"),
                kind(RawRequest.get("/v1/models", TestKeys.SIMULATED), "models", "simulated-team", 200, "completed"),
                kind(
                        RawRequest.get("/v1/models/claude-opus-4-6", TestKeys.SIMULATED),
                        "models",
                        "simulated-team",
                        200,
                        "completed"),
                kind(
                        RawRequest.message(TestKeys.SIMULATED, RawRequest.STREAM)
                                .with("x-simulate", "cut-at=700"),
                        "messages",
                        "simulated-team",
                        200,
                        "stream_cut"),
                kind(
                        RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO),
                        "messages",
                        "none",
                        401,
                        "unauthenticated"),
                kind(
                        RawRequest.post("/v1/canary-path?canary=1", TestKeys.OPEN, HELLO),
                        "other",
                        "none",
                        404,
                        "invalid"),
                kind(RawRequest.bare("CANARY", "/v1/messages"), "messages", "none", 405, "invalid"),
                kind(RawRequest.post("/v1/files/canary", TestKeys.OPEN, HELLO), "other", "none", 501, "invalid"),
                kind(RawRequest.message(TestKeys.OPEN, "{\"canary\":"), "messages", "open-team", 400, "invalid"),
                kind(message.with("content-encoding", "canary"), "messages", "open-team", 415, "invalid"),
                kind(
                        RawRequest.message(TestKeys.STRICT, RawRequest.HELLO.replace("claude-", "canary-")),
                        "messages",
                        "strict-team",
                        400,
                        "forbidden"),
                kind(
                        RawRequest.message(TestKeys.STRICT, user(TestKeys.BLOCKED_USER)),
                        "messages",
                        "strict-team",
                        403,
                        "forbidden"),
                kind(
                        RawRequest.message(TestKeys.DEAD, RawRequest.HELLO),
                        "messages",
                        "dead-team",
                        502,
                        "upstream_unreachable"),
                scripted(message, connection -> connection.send("canary\r\n\r\n"), 502, "upstream_unreachable"),
                scripted(
                        message,
                        connection ->
                                connection.respond("400 Canary\r\nx-canary: canary\r\n", "canary".getBytes(UTF_8)),
                        400,
                        "upstream_error"),
                scripted(stream, AccountsQuarkusTest::errorInBand, 200, "upstream_error"),
                scripted(
                        RawRequest.message(TestKeys.OPEN, user("canary@example.com")),
                        connection -> connection.respond("200 OK\r\n", "{\"canary\":1}".getBytes(UTF_8)),
                        200,
                        "upstream_error"));
    }

    private static ExchangeCase kind(RawRequest request, String operation, String team, int status, String outcome) {
        return new ExchangeCase(request.with("x-canary", "canary"), List.of(), operation, team, status, outcome);
    }

    private static ExchangeCase scripted(
            RawRequest request, ScriptedUpstream.ConnectionScript script, int status, String outcome) {
        return new ExchangeCase(
                request.with("x-canary", "canary"), List.of(script), "messages", "open-team", status, outcome);
    }

    private static void errorInBand(ScriptedConnection connection) throws java.io.IOException {
        connection.beginStream();
        connection.chunk(Fixtures.stream("error-later"));
        connection.lastChunk();
    }

    private static String user(String id) {
        return RawRequest.HELLO.replace("{\"model\"", "{\"metadata\":{\"user_id\":\"" + id + "\"},\"model\"");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyExchangeHasOneLineAndCountsOnce(ExchangeCase kind) {
        double before = counted(kind);

        ReceivedResponse response = perform(kind);

        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(response.status()).isEqualTo(kind.status());
        assertThat(line.path("status").asInt()).isEqualTo(kind.status());
        assertThat(line.path("outcome").asText()).isEqualTo(kind.outcome());
        assertThat(line.path("operation").asText()).isEqualTo(kind.operation());
        assertThat(line.path("team").asText("none").replace("null", "none")).isEqualTo(kind.team());
        BoundedWait.until("the count", () -> counted(kind) == before + 1);
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void usageIsCountedAndPriced() {
        double tokensBefore =
                environment.metrics().sum("weir_tokens_total", "team=\"simulated-team\"", "kind=\"output\"");
        double costBefore = environment.metrics().sum("weir_cost_usd_total", "team=\"simulated-team\"");

        ReceivedResponse json = environment.exchange(RawRequest.message(TestKeys.SIMULATED, RawRequest.HELLO));
        ReceivedResponse stream = environment.exchange(RawRequest.message(TestKeys.SIMULATED, RawRequest.STREAM));

        JsonNode first = environment.logs().onlyUsageOf(json.weirId());
        JsonNode second = environment.logs().onlyUsageOf(stream.weirId());
        long output = json.json().path("usage").path("output_tokens").asLong();
        assertThat(first.path("output_tokens").asLong()).isEqualTo(output).isPositive();
        assertThat(first.path("input_tokens").asLong())
                .isEqualTo(json.json().path("usage").path("input_tokens").asLong());
        assertThat(first.path("usage").asText()).isEqualTo("exact");
        assertThat(first.path("model_served").asText()).isEqualTo("claude-opus-4-6");
        assertThat(first.path("cost_usd").asDouble()).isPositive();
        assertThat(second.path("output_tokens").asLong()).isEqualTo(output);
        assertThat(second.path("stream").asBoolean()).isTrue();
        assertThat(environment.metrics().sum("weir_tokens_total", "team=\"simulated-team\"", "kind=\"output\""))
                .isEqualTo(tokensBefore + 2 * output);
        assertThat(environment.metrics().sum("weir_cost_usd_total", "team=\"simulated-team\""))
                .isGreaterThan(costBefore);
        assertThat(first.path("response_bytes").asLong()).isEqualTo(json.body().length);
        assertThat(first.path("request_bytes").asLong()).isEqualTo(HELLO.length);
    }

    @Test
    void aModelWithoutAPriceCountsAsOther() {
        double before = environment.metrics().sum("weir_requests_total", "model=\"other\"");
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));

        environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO.replace("claude-opus-4-6", "canary-model"))
                        .playing(script));

        BoundedWait.until(
                "the count", () -> environment.metrics().sum("weir_requests_total", "model=\"other\"") == before + 1);
    }

    @Test
    void aBoundKeyThatNamesAnotherUserIsCounted() {
        double before = environment.metrics().sum("weir_identity_mismatch_total", "team=\"bound-team\"");
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.BOUND, user("other-canary")).playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.metrics().sum("weir_identity_mismatch_total", "team=\"bound-team\""))
                .isEqualTo(before + 1);
    }

    /** Keys, users, models, paths, headers, bodies and responses of these tests all contain the text {@code canary}. */
    @Test
    void noContentAndNoCredentialIsLoggedOrMeasured() {
        kinds().forEach(this::perform);
        MALFORMED.forEach(this::sendMalformed);
        String page = environment.metrics().page();

        assertThat(environment.logs().everything())
                .isNotEmpty()
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("canary"));
        assertThat(page.lines().filter(line -> line.contains("weir_requests_total")))
                .isNotEmpty();
        assertThat(page).doesNotContainIgnoringCase("canary");
    }

    /** Sends what is no HTTP, and waits for the response or the end. */
    private void sendMalformed(String text) {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(text.getBytes(ISO_8859_1));
            var _ = client.maybeHead();
        }
    }

    private ReceivedResponse perform(ExchangeCase kind) {
        if (kind.script().isEmpty()) {
            return environment.exchange(kind.request());
        }
        return environment.exchange(kind.request()
                .playing(environment.upstream().addScript(kind.script().getFirst())));
    }

    private double counted(ExchangeCase kind) {
        return environment
                .metrics()
                .sum(
                        "weir_requests_total",
                        "operation=\"" + kind.operation() + "\"",
                        "team=\"" + kind.team() + "\"",
                        "status=\"" + kind.status() + "\"",
                        "outcome=\"" + kind.outcome() + "\"");
    }
}
