package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.JSON;
import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaRequests.stream;
import static dev.weir.e2e.QuotaRequests.text;
import static dev.weir.e2e.QuotaRequests.whole;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an exchange is charged by a booted gateway over a real Redis, whatever the upstream responds with: the limits in
 * Redis, as {@code GET /weir/limits} reads them, the usage log and the metrics say what the upstream really did.
 */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class BillingQuarkusTest {
    private static final String TEAM = "billing";
    private static final String OPUS = "claude-opus-4-6";
    private static final String START = start(40);
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    static List<Arguments> wholeResponses() {
        String refusal = "{\"type\":\"message\",\"model\":\"" + OPUS + "\",\"stop_reason\":\"refusal\",\"content\":%s,"
                + "\"usage\":{\"input_tokens\":40,\"output_tokens\":%d}}";
        String refused = "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"refusal\"},"
                + "\"usage\":{\"output_tokens\":3}}\n\n" + STOP;
        String iterations =
                "event: message_delta\ndata: {\"usage\":{\"output_tokens\":9,\"iterations\":%s}}\n\n" + STOP;
        return List.of(
                Arguments.of("refused-json", json(refusal.formatted("[]", 3)), UpstreamTruth.free(40, 3)),
                Arguments.of("refused-stream", stream(START + refused), UpstreamTruth.free(40, 3)),
                Arguments.of(
                        "refused-later",
                        json(refusal.formatted("[{\"type\":\"text\",\"text\":\"No\"}]", 3)),
                        UpstreamTruth.exact(40, 3)),
                Arguments.of("refused-later-stream", stream(START + text("No") + refused), UpstreamTruth.exact(40, 3)),
                Arguments.of(
                        "iterations-empty", stream(START + iterations.formatted("[{}]")), UpstreamTruth.exact(40, 9)),
                Arguments.of(
                        "iterations-short",
                        stream(START + iterations.formatted("[{\"input_tokens\":40,\"output_tokens\":8}]")),
                        UpstreamTruth.exact(40, 9)),
                Arguments.of(
                        "iterations-at-start",
                        stream(START.replace(
                                        "\"usage\":{",
                                        "\"usage\":{\"iterations\":[{\"input_tokens\":90,\"output_tokens\":90}],")
                                + end(9)),
                        UpstreamTruth.exact(40, 9)),
                Arguments.of(
                        "no-final-usage",
                        stream(START + text("7".repeat(500)) + STOP),
                        new UpstreamTruth("completed", "partial", 40, 500, UpstreamTruth.cost(40, 500))),
                Arguments.of("delta-after-stop", stream(START + end(9) + end(900)), UpstreamTruth.exact(40, 9)),
                Arguments.of(
                        "empty-encoding",
                        whole(JSON + "content-encoding: \r\n", message(40, 9)),
                        UpstreamTruth.exact(40, 9)),
                Arguments.of("byte-order-mark", json("\ufeff" + message(40, 9)), UpstreamTruth.exact(40, 9)),
                Arguments.of(
                        "error-200",
                        json("{\"type\":\"error\",\"error\":{}}"),
                        UpstreamTruth.nothing("upstream_error")),
                Arguments.of(
                        "html",
                        whole("200 OK\r\ncontent-type: text/html\r\n", "<html>maintenance</html>"),
                        UpstreamTruth.nothing("upstream_error")),
                Arguments.of("empty", whole(JSON, ""), UpstreamTruth.nothing("upstream_error")),
                Arguments.of(
                        "no-content",
                        (ConnectionScript) connection -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"),
                        UpstreamTruth.nothing("upstream_error")),
                Arguments.of("no-event", stream(""), UpstreamTruth.nothing("upstream_unreachable")),
                Arguments.of("comment-only", stream(": hello\n\n"), UpstreamTruth.nothing("upstream_unreachable")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeResponses")
    void chargesWhatTheUpstreamDid(String name, ConnectionScript script, UpstreamTruth truth) {
        Billing billing = new Billing(environment, TEAM);

        ReceivedResponse response = send(name, script);

        assertThat(response.status())
                .isEqualTo(
                        switch (name) {
                            case "no-event", "comment-only" -> 502;
                            case "no-content" -> 204;
                            default -> 200;
                        });
        billing.assertCharged(name, environment.logs().onlyUsageOf(response.weirId()), truth);
    }

    @Test
    void chargesAnUnknownModelAsTheDearest() {
        Billing billing = new Billing(environment, TEAM);

        ReceivedResponse response = send("unknown-model", json(message(40, 9).replace(OPUS, "claude-fable-6")));

        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("price_known").asBoolean()).isFalse();
        billing.assertCharged(
                "unknown-model", line, new UpstreamTruth("completed", "exact", 40, 9, (40 * 10 + 9 * 50) / 1e6));
    }

    private ReceivedResponse send(String user, ConnectionScript script) {
        return environment.exchange(RawRequest.message(keyOf(TEAM), QuotaRequests.body(user, true))
                .playing(environment.upstream().addScript(script)));
    }
}
