package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.body;
import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaRequests.stream;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaRequests.whole;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every end of an exchange leaves no lease, and charges what the usage log shows. */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class QuotaExitsQuarkusTest {
    private static final String START = start(40);
    private static final String ERROR = """
            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

            """;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    static List<Arguments> reportedExits() {
        return List.of(
                Arguments.of("json", false, json(message(40, 9)), 200, 1, 49),
                Arguments.of("status-400", false, error(400), 400, 1, 0),
                Arguments.of("status-429", false, error(429), 429, 0, 0),
                Arguments.of("status-500", false, error(500), 500, 0, 0),
                Arguments.of("drop", false, (ConnectionScript) ScriptedConnection::close, 502, 0, 0),
                Arguments.of("stream", true, stream(START + end(9)), 200, 1, 49),
                Arguments.of("stream-cut", true, cut(START), 200, 1, 41),
                Arguments.of("stream-error", true, stream(START + ERROR), 200, 1, 41),
                Arguments.of("only-error", true, stream(ERROR), 200, 0, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reportedExits")
    void chargesWhatTheResponseReports(
            String name, boolean stream, ConnectionScript script, int status, int requests, long tokens) {
        RawRequest request = request(body("exit-" + name, stream), script);

        ReceivedResponse response = environment.exchange(request);

        assertThat(response.status()).isEqualTo(status);
        JsonNode limits = settledLimits("exit-" + name);
        assertThat(used(limits, "user/tokens-per-day")).isEqualTo(tokens);
        assertThat(used(limits, "user/requests-per-minute")).isEqualTo(requests);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertIsAsLogged(limits, line);
        assertThat(line.get("usage").asText()).isNotEqualTo("estimated");
    }

    static List<Arguments> unreportedExits() {
        return List.of(
                Arguments.of("json-no-usage", false, json("{\"id\":\"msg_1\",\"type\":\"message\"}")),
                Arguments.of(
                        "stream-encoded",
                        true,
                        whole(
                                "200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: br\r\n",
                                START + end(9))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreportedExits")
    void chargesTheEstimateWhereTheResponseReportsNothing(String name, boolean stream, ConnectionScript script) {
        // A model of its own, of which nothing was learned yet
        RawRequest request = request(body("exit-" + name, stream).replace("opus-4-6", "haiku-4-5"), script);
        long estimate = request.body().length / 3 + 64L;

        ReceivedResponse response = environment.exchange(request);

        JsonNode limits = settledLimits("exit-" + name);
        assertThat(used(limits, "user/tokens-per-day")).isBetween(estimate, estimate + 2);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertIsAsLogged(limits, line);
        assertThat(line.get("usage").asText()).isEqualTo("estimated");
    }

    @Test
    void chargesAClientThatLeavesForWhatItGot() {
        CountDownLatch left = new CountDownLatch(1);
        RawRequest request = request(body("leaver", true), connection -> {
            connection.beginStream();
            connection.chunk(START);
            connection.awaitClose();
            left.countDown();
        });

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            client.head();
        }

        assertThat(used(settledLimits("leaver"), "user/tokens-per-day")).isEqualTo(41);
    }

    private static void assertIsAsLogged(JsonNode limits, JsonNode line) {
        assertThat(line.get("input_tokens").asLong() + line.get("output_tokens").asLong())
                .isEqualTo(used(limits, "user/tokens-per-day"));
        assertThat(line.get("cost_usd").asDouble())
                .isEqualTo(limit(limits, "user/usd-per-day").get("used").asDouble());
    }

    private static ConnectionScript error(int status) {
        return whole(status + " Scripted\r\ncontent-type: application/json\r\n", "{\"type\":\"error\"}");
    }

    private static ConnectionScript cut(String events) {
        return connection -> {
            connection.beginStream();
            connection.chunk(events);
            connection.close();
        };
    }

    private RawRequest request(String body, ConnectionScript script) {
        return RawRequest.message(keyOf("all"), body)
                .playing(environment.upstream().addScript(script));
    }

    /** Returns the user's limits once no lease is open. */
    private JsonNode settledLimits(String user) {
        BoundedWait.until("no lease", () -> limits(user).get("leases").asInt() == 0);
        return limits(user);
    }

    private JsonNode limits(String user) {
        return environment
                .exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf("all")))
                .json();
    }
}
