package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an exchange is charged by a booted gateway over a real Redis, whoever tries to avoid it: the limits in Redis, as
 * {@code GET /weir/limits} reads them, the usage log and the metrics say what the upstream really did.
 */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class BillingQuarkusTest {
    private static final String OPUS = "claude-opus-4-6";
    private static final String JSON = "200 OK\r\ncontent-type: application/json\r\n";
    private static final String START = start(40);
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final int MANY = 10_000;

    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    /**
     * What really happened upstream.
     *
     * @param usd what it costs; claude-opus-4-6 is $5 and $25 a million
     */
    record Truth(String outcome, String usage, long input, long output, double usd) {
        static Truth exact(long input, long output) {
            return new Truth("completed", "exact", input, output, cost(input, output));
        }

        static Truth nothing(String outcome) {
            return new Truth(outcome, "null", 0, 0, 0);
        }

        static Truth left(String usage, long input, long output) {
            return new Truth("client_gone", usage, input, output, cost(input, output));
        }

        static double cost(long input, long output) {
            return (input * 5 + output * 25) / 1e6;
        }
    }

    static List<Arguments> wholeResponses() {
        String refusal = "{\"type\":\"message\",\"model\":\"" + OPUS + "\",\"stop_reason\":\"refusal\",\"content\":%s,"
                + "\"usage\":{\"input_tokens\":40,\"output_tokens\":%d}}";
        String refused = "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"refusal\"},"
                + "\"usage\":{\"output_tokens\":3}}\n\n" + STOP;
        String iterations =
                "event: message_delta\ndata: {\"usage\":{\"output_tokens\":9,\"iterations\":%s}}\n\n" + STOP;
        return List.of(
                Arguments.of("refused-json", json(refusal.formatted("[]", 3)), free(40, 3)),
                Arguments.of("refused-stream", stream(START + refused), free(40, 3)),
                Arguments.of(
                        "refused-later",
                        json(refusal.formatted("[{\"type\":\"text\",\"text\":\"No\"}]", 3)),
                        Truth.exact(40, 3)),
                Arguments.of("refused-later-stream", stream(START + text("No") + refused), Truth.exact(40, 3)),
                Arguments.of("iterations-empty", stream(START + iterations.formatted("[{}]")), Truth.exact(40, 9)),
                Arguments.of(
                        "iterations-short",
                        stream(START + iterations.formatted("[{\"input_tokens\":40,\"output_tokens\":8}]")),
                        Truth.exact(40, 9)),
                Arguments.of(
                        "iterations-at-start",
                        stream(START.replace(
                                        "\"usage\":{",
                                        "\"usage\":{\"iterations\":[{\"input_tokens\":90,\"output_tokens\":90}],")
                                + end(9)),
                        Truth.exact(40, 9)),
                Arguments.of(
                        "no-final-usage",
                        stream(START + text("7".repeat(500)) + STOP),
                        new Truth("completed", "partial", 40, 500, Truth.cost(40, 500))),
                Arguments.of("delta-after-stop", stream(START + end(9) + end(900)), Truth.exact(40, 9)),
                Arguments.of(
                        "empty-encoding",
                        response(JSON + "content-encoding: \r\n", message(40, 9)),
                        Truth.exact(40, 9)),
                Arguments.of("byte-order-mark", json("\ufeff" + message(40, 9)), Truth.exact(40, 9)),
                Arguments.of("error-200", json("{\"type\":\"error\",\"error\":{}}"), Truth.nothing("upstream_error")),
                Arguments.of(
                        "html",
                        response("200 OK\r\ncontent-type: text/html\r\n", "<html>maintenance</html>"),
                        Truth.nothing("upstream_error")),
                Arguments.of("empty", response(JSON, ""), Truth.nothing("upstream_error")),
                Arguments.of(
                        "no-content",
                        (ConnectionScript) connection -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"),
                        Truth.nothing("upstream_error")),
                Arguments.of("no-event", stream(""), Truth.nothing("upstream_unreachable")),
                Arguments.of("comment-only", stream(": hello\n\n"), Truth.nothing("upstream_unreachable")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeResponses")
    void chargesWhatTheUpstreamDid(String name, ConnectionScript script, Truth truth) {
        Use before = Use.read(environment.metrics());

        ReceivedResponse response = environment.exchange(
                request(name, "").playing(environment.upstream().addScript(script)));

        assertThat(response.status())
                .isEqualTo(
                        switch (name) {
                            case "no-event", "comment-only" -> 502;
                            case "no-content" -> 204;
                            default -> 200;
                        });
        assertCharged(name, environment.logs().onlyUsageOf(response.weirId()), before, truth);
    }

    static List<Arguments> unfinishedStreams() {
        return List.of(
                Arguments.of("left-digits", "", "7", Truth.left("partial", 40, MANY)),
                Arguments.of("left-cjk", "", "字", Truth.left("partial", 40, MANY)),
                Arguments.of("left-latin", "", "abcd", Truth.left("partial", 40, MANY)),
                Arguments.of(
                        "left-thinking", ",\"thinking\":{\"type\":\"adaptive\"}", "", Truth.left("partial", 40, 64)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinishedStreams")
    void chargesAtLeastTheFloorWhereTheEndDoesNotCome(String name, String more, String token, Truth truth) {
        Use before = Use.read(environment.metrics());

        leaveAfter(request(name, more), START + text(token.repeat(MANY)), ScriptedConnection::awaitClose);

        assertCharged(name, onlyLineOfOneWhoLeft(before), before, truth);
    }

    @Test
    void chargesTheFinalUsageOfAStreamThatTheClientLeft() throws Exception {
        Use before = Use.read(environment.metrics());
        CountDownLatch heldSeen = new CountDownLatch(1);

        leaveAfter(request("left-early", ""), START + text("7"), connection -> {
            await(heldSeen);
            connection.chunk(end(30_100));
            connection.lastChunk();
        });
        int leases = limits("left-early").get("leases").asInt();
        double inFlight = environment.metrics().sum("weir_requests_in_flight");
        heldSeen.countDown();

        assertThat(leases).isEqualTo(1);
        assertThat(inFlight).isEqualTo(1);
        assertCharged("left-early", onlyLineOfOneWhoLeft(before), before, Truth.left("exact", 40, 30_100));
    }

    @Test
    void chargesAFloorOfAJsonResponseThatTheClientLeft() {
        Use before = Use.read(environment.metrics());
        RawRequest request = request("left-json", "");
        String begun = "{\"type\":\"message\",\"model\":\"" + OPUS + "\",\"content\":[{\"type\":\"text\",\"text\":\""
                + "a".repeat(4 * MANY);
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 " + JSON + "content-length: 9000000\r\n\r\n" + begun);
            connection.awaitClose();
        });

        leave(request.playing(script), begun);

        JsonNode line = onlyLineOfOneWhoLeft(before);
        assertCharged(
                "left-json",
                line,
                before,
                Truth.left("estimated", line.get("input_tokens").asLong(), MANY));
    }

    @Test
    void chargesAnEstimateWhereTheClientLeavesBeforeAJsonResponse() throws Exception {
        Use before = Use.read(environment.metrics());
        CountDownLatch arrived = new CountDownLatch(1);
        RawRequest request = request("left-first", "")
                .playing(environment.upstream().addScript(connection -> {
                    arrived.countDown();
                    connection.awaitClose();
                }));

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            await(arrived);
        }

        JsonNode line = onlyLineOfOneWhoLeft(before);
        long input = line.get("input_tokens").asLong();
        assertThat(input).isPositive();
        assertCharged("left-first", line, before, Truth.left("estimated", input, 64));
    }

    @Test
    void chargesAnUnknownModelAsTheDearest() {
        String script = environment.upstream().addScript(json(message(40, 9).replace(OPUS, "claude-fable-6")));
        Use before = Use.read(environment.metrics());

        ReceivedResponse response =
                environment.exchange(request("unknown-model", "").playing(script));

        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("price_known").asBoolean()).isFalse();
        assertCharged("unknown-model", line, before, new Truth("completed", "exact", 40, 9, (40 * 10 + 9 * 50) / 1e6));
    }

    /** What the metrics have counted so far. */
    private record Use(double input, double output, double usd, long left) {
        static Use read(Metrics metrics) {
            return new Use(
                    metrics.sum("weir_tokens_total", "kind=\"input\""),
                    metrics.sum("weir_tokens_total", "kind=\"output\""),
                    metrics.sum("weir_cost_usd_total"),
                    (long) metrics.sum("weir_requests_total", "outcome=\"client_gone\""));
        }
    }

    private void assertCharged(String user, JsonNode line, Use before, Truth truth) {
        BoundedWait.until("no lease", () -> limits(user).get("leases").asInt() == 0);
        JsonNode limits = limits(user);
        Use after = Use.read(environment.metrics());
        assertThat(line.get("outcome").asText()).isEqualTo(truth.outcome());
        assertThat(line.get("usage").asText()).isEqualTo(truth.usage());
        assertThat(line.get("input_tokens").asLong()).isEqualTo(truth.input());
        assertThat(line.get("output_tokens").asLong()).isEqualTo(truth.output());
        assertThat(line.get("cost_usd").asDouble()).isEqualTo(truth.usd());
        assertThat(used(limits, "user/tokens-per-day")).isEqualTo(truth.input() + truth.output());
        assertThat(limit(limits, "user/usd-per-day").get("used").asDouble()).isEqualTo(truth.usd());
        assertThat(limit(limits, "user/usd-per-day").get("held").asDouble()).isZero();
        assertThat(after.input() - before.input()).isEqualTo((double) truth.input());
        assertThat(after.output() - before.output()).isEqualTo((double) truth.output());
        assertThat(after.usd() - before.usd()).isCloseTo(truth.usd(), offset(1e-9));
    }

    private static Truth free(long input, long output) {
        return new Truth("completed", "exact", input, output, 0);
    }

    private JsonNode onlyLineOfOneWhoLeft(Use before) {
        BoundedWait.until("the record", () -> Use.read(environment.metrics()).left() == before.left() + 1);
        BoundedWait.until("its line", () -> !environment.logs().usage().isEmpty());
        JsonNode line = environment.logs().usage().getLast();
        assertThat(line.get("status").asInt()).isEqualTo(499);
        return line;
    }

    private JsonNode limits(String user) {
        return environment
                .exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf(teamOf(user))))
                .json();
    }

    /** Asks for a stream and leaves once its events so far have arrived. */
    private void leaveAfter(RawRequest request, String events, ConnectionScript rest) {
        CountDownLatch left = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(events);
            await(left);
            rest.play(connection);
        });

        leave(request.playing(script), events);
        left.countDown();
    }

    private void leave(RawRequest request, String body) {
        byte[] expected = body.getBytes(UTF_8);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            assertThat(client.body(request, client.head()).next(expected.length))
                    .isEqualTo(expected);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A key may name only so many users, so those who leave have another. */
    private static String teamOf(String user) {
        return user.startsWith("left-") ? "leaving" : "billing";
    }

    private static RawRequest request(String user, String more) {
        String body = "{\"model\":\"" + OPUS + "\",\"max_tokens\":64,\"stream\":true,\"metadata\":{\"user_id\":\""
                + user + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
        return RawRequest.message(keyOf(teamOf(user)), body);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static String text(String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}\n\n";
    }

    private static ConnectionScript json(String body) {
        return response(JSON, body);
    }

    private static ConnectionScript response(String head, String body) {
        return connection -> connection.respond(head, body.getBytes(UTF_8));
    }

    private static ConnectionScript stream(String events) {
        return connection -> {
            connection.beginStream();
            if (!events.isEmpty()) {
                connection.chunk(events);
            }
            connection.lastChunk();
        };
    }
}
