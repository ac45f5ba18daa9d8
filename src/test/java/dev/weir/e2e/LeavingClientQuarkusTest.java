package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.JSON;
import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaRequests.text;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a booted gateway over a real Redis charges a client that leaves in the midst of its response: the limits in
 * Redis, the usage log and the metrics agree.
 */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class LeavingClientQuarkusTest {
    private static final String TEAM = "leaving";
    private static final String START = start(40);
    private static final String THINKING = ",\"thinking\":{\"type\":\"adaptive\"}";

    /** A model of which nothing was learned yet; it costs what claude-opus-4-6 does, which responds. */
    private static final String UNLEARNED = "claude-opus-4-5";

    private static final int MANY = 10_000;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    static List<Arguments> unfinishedStreams() {
        return List.of(
                Arguments.of("left-digits", "", "7", UpstreamTruth.left("partial", 40, MANY)),
                Arguments.of("left-cjk", "", "字", UpstreamTruth.left("partial", 40, MANY)),
                Arguments.of("left-latin", "", "abcd", UpstreamTruth.left("partial", 40, MANY)),
                Arguments.of("left-thinking", THINKING, "", UpstreamTruth.left("partial", 40, 64)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinishedStreams")
    void chargesAtLeastTheFloorWhereTheEndDoesNotCome(String name, String more, String token, UpstreamTruth truth) {
        Billing billing = new Billing(environment, TEAM);

        client().leaveAfter(request(name, more), START + text(token.repeat(MANY)), ScriptedConnection::awaitClose);

        billing.assertCharged(name, billing.onlyLineOfOneWhoLeft(), truth);
    }

    @Test
    void chargesTheFinalUsageOfAStreamThatTheClientLeft() {
        Billing billing = new Billing(environment, TEAM);
        CountDownLatch heldSeen = new CountDownLatch(1);

        client().leaveAfter(request("left-early", ""), START + text("7"), connection -> {
            LeavingClient.await(heldSeen);
            connection.chunk(end(30_100));
            connection.lastChunk();
        });
        int leases = billing.limits("left-early").get("leases").asInt();
        double inFlight = environment.metrics().sum("weir_requests_in_flight");
        heldSeen.countDown();

        assertThat(leases).isEqualTo(1);
        assertThat(inFlight).isEqualTo(1);
        billing.assertCharged("left-early", billing.onlyLineOfOneWhoLeft(), UpstreamTruth.left("exact", 40, 30_100));
    }

    @Test
    void chargesAFloorOfAJsonResponseThatTheClientLeft() {
        Billing billing = new Billing(environment, TEAM);
        String begun = "{\"type\":\"message\",\"model\":\"claude-opus-4-6\",\"content\":[{\"type\":\"text\",\"text\":\""
                + "a".repeat(4 * MANY);
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 " + JSON + "content-length: 9000000\r\n\r\n" + begun);
            connection.awaitClose();
        });

        client().leave(request("left-json", "").playing(script), begun);

        JsonNode line = billing.onlyLineOfOneWhoLeft();
        billing.assertCharged(
                "left-json",
                line,
                UpstreamTruth.left("estimated", line.get("input_tokens").asLong(), MANY));
    }

    @Test
    void chargesAnEstimateWhereTheClientLeavesBeforeAJsonResponse() {
        Billing billing = new Billing(environment, TEAM);

        client().leaveBeforeTheResponse(request("left-first", ""));

        JsonNode line = billing.onlyLineOfOneWhoLeft();
        long input = line.get("input_tokens").asLong();
        assertThat(input).isPositive();
        billing.assertCharged("left-first", line, UpstreamTruth.left("estimated", input, 64));
    }

    @Test
    void returns429ToAnImmediateResendOfTheOnlyConcurrentRequestAndSaysWhy() {
        Billing billing = new Billing(environment, "place");
        CountDownLatch resent = new CountDownLatch(1);
        String user = "left-and-back";
        client().leaveAfter(request("place", user, ""), START, connection -> {
            LeavingClient.await(resent);
            connection.chunk(end(9));
            connection.lastChunk();
        });

        ReceivedResponse atOnce = resend(user);
        resent.countDown();
        billing.settledLimits(user);
        ReceivedResponse later = resend(user);

        assertThat(atOnce.fault()).isEqualTo("429 rate_limit_error");
        assertThat(atOnce.header("retry-after")).contains("1");
        assertThat(atOnce.header("x-weir-limit")).contains("user/concurrent-requests");
        assertThat(atOnce.message())
                .contains("as soon as an open request ends; one that you left ends within seconds. Try again then.");
        assertThat(later.status()).isEqualTo(200);
    }

    private ReceivedResponse resend(String user) {
        return environment.exchange(
                request("place", user, "").playing(environment.upstream().addScript(json(message(40, 9)))));
    }

    private LeavingClient client() {
        return new LeavingClient(environment);
    }

    private static RawRequest request(String user, String more) {
        return request(TEAM, user, more);
    }

    private static RawRequest request(String team, String user, String more) {
        String body = QuotaRequests.body(user, true).replace("claude-opus-4-6", UNLEARNED);
        return RawRequest.message(keyOf(team), body.substring(0, body.length() - 1) + more + "}");
    }
}
