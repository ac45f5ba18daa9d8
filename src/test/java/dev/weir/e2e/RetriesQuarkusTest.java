package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.JSON;
import static dev.weir.e2e.QuotaRequests.end;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import dev.weir.e2e.ScriptedUpstream.ReceivedRequest;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Retries of a booted gateway with two upstream keys: what the upstream gets, what the client gets, and what the limits
 * in Redis, the usage log and the metrics say of it.
 */
@QuarkusTest
@WithTestResource(
        value = QuotaEnvironmentResource.class,
        initArgs = {
            @ResourceArg(name = "weir.retry.max-attempts", value = "3"),
            @ResourceArg(name = "weir.retry.deadline", value = RetriesQuarkusTest.DEADLINE_SECONDS + "s"),
            @ResourceArg(name = "weir.quota.store-deadline", value = "10s"),
            @ResourceArg(name = "weir.upstreams.scripted.keys.other", value = RetriesQuarkusTest.OTHER_KEY)
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetriesQuarkusTest {
    static final int DEADLINE_SECONDS = 2;
    static final String OTHER_KEY = "upstream-key-canary-other";

    private static final String TEAM = "billing";
    private static final int REQUESTS_OF_A_STORM = 60;
    private static final int MAX_ATTEMPTS = 3;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void sendsAgainAfterA529AndChargesOnce() {
        Billing billing = new Billing(environment, TEAM);
        double retries = retries("overloaded");
        double overloaded = attempts("529");
        String script = script(overloaded("0"), QuotaRequests.json(message(40, 9)));

        ReceivedResponse response = send("after-529", false, script);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(message(40, 9));
        List<ReceivedRequest> received = environment.upstream().received(script);
        assertThat(received).hasSize(2);
        assertThat(received.get(1).body()).isEqualTo(received.get(0).body());
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(2);
        billing.assertCharged("after-529", line, UpstreamTruth.exact(40, 9));
        assertThat(retries("overloaded") - retries).isEqualTo(1);
        assertThat(attempts("529") - overloaded).isEqualTo(1);
    }

    @Test
    void sendsAgainAfterAnErrorAsFirstEvent() {
        Billing billing = new Billing(environment, TEAM);
        double retries = retries("overloaded");
        String good = start(40) + end(9);
        String error = """
                event: error
                data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

                """;
        String script = script(QuotaRequests.stream(error), QuotaRequests.stream(good));

        ReceivedResponse response = send("after-error-event", true, script);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(good);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(2);
        billing.assertCharged("after-error-event", line, UpstreamTruth.exact(40, 9));
        assertThat(retries("overloaded") - retries).isEqualTo(1);
    }

    @Test
    void relaysTheLastAttemptUnchangedAndChargesNothing() {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"attempt %d\"}}";
        Queue<Integer> numbers = new ConcurrentLinkedQueue<>(List.of(1, 2, 3));
        ConnectionScript failing = connection -> {
            int number = numbers.remove();
            connection.respond(
                    "529 Overloaded\r\nretry-after: 0\r\nx-attempt: " + number + "\r\n",
                    body.formatted(number).getBytes(UTF_8));
        };

        ReceivedResponse response = send("last-attempt", false, script(failing, failing, failing));

        assertThat(response.status()).isEqualTo(529);
        assertThat(response.text()).isEqualTo(body.formatted(3));
        assertThat(response.header("retry-after")).contains("0");
        assertThat(response.header("x-attempt")).contains("3");
        assertThat(response.header("x-weir-source")).contains("upstream");
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(3);
        JsonNode limits = new Billing(environment, TEAM).settledLimits("last-attempt");
        assertThat(QuotaRequests.used(limits, "user/tokens-per-day")).isZero();
    }

    @Test
    void relaysAtOnceWhereTheUpstreamAsksForALongerWaitThanTheDeadline() {
        String tooLong = String.valueOf(DEADLINE_SECONDS + 1);

        ReceivedResponse response = send("long-wait", false, script(overloaded(tooLong)));

        assertThat(response.status()).isEqualTo(529);
        assertThat(response.header("retry-after")).contains(tooLong);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(1);
        assertThat(line.get("retry_wait_ms").asInt()).isZero();
    }

    @Test
    void countsAllWaitsOfARequestAgainstTheDeadline() {
        String mostOfIt = "1.9";

        ReceivedResponse response = send("two-waits", false, script(overloaded(mostOfIt), overloaded(mostOfIt)));

        assertThat(response.status()).isEqualTo(529);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(2);
        assertThat(line.get("retry_wait_ms").asInt()).isBetween(1_900, 1_000 * DEADLINE_SECONDS);
    }

    @Test
    @Order(1) // while both keys are in use
    void movesToTheOtherKeyAfterA401() {
        Billing billing = new Billing(environment, TEAM);
        double retries = retries("key_rejected");
        double rejected = attempts("key_rejected");
        String script = script(
                QuotaRequests.whole(
                        "401 Unauthorized\r\ncontent-type: application/json\r\n",
                        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"no\"}}"),
                QuotaRequests.json(message(40, 9)));

        ReceivedResponse response = send("after-401", false, script);

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().received(script))
                .extracting(request -> request.head().one("x-api-key").orElseThrow())
                .containsExactlyInAnyOrder(OperatorFiles.FIRST_UPSTREAM_KEY, OTHER_KEY);
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.get("attempts").asInt()).isEqualTo(2);
        billing.assertCharged("after-401", line, UpstreamTruth.exact(40, 9));
        assertThat(retries("key_rejected") - retries).isEqualTo(1);
        assertThat(attempts("key_rejected") - rejected).isEqualTo(1);
        String used = "key=\"" + line.get("upstream_key").asText() + "\"";
        assertThat(keyState(used)).isEqualTo(1);
        assertThat(keyState("upstream=\"scripted\"")).isEqualTo(1);
    }

    @Test
    @Order(Integer.MAX_VALUE) // as nothing of the retry budget is left
    void stopsRetryingWhenTheRetryBudgetIsSpent() throws ExecutionException, InterruptedException {
        ConnectionScript failing = overloaded("0");
        String script = environment.upstream().addScript(failing);
        List<ReceivedResponse> responses = atOnce(script);

        List<Integer> attempts = responses.stream()
                .map(response -> environment.logs().onlyUsageOf(response.weirId()))
                .map(line -> line.get("attempts").asInt())
                .toList();

        assertThat(responses).allMatch(response -> response.status() == 529);
        assertThat(attempts).contains(1).allMatch(count -> count <= MAX_ATTEMPTS);
        int saved = 30; // of ten seconds without a retry
        int spent = attempts.stream().mapToInt(count -> count - 1).sum();
        assertThat(spent).isBetween(1, saved + 2 * REQUESTS_OF_A_STORM / 5 + 3 * DEADLINE_SECONDS);
        assertThat(environment.upstream().received(script)).hasSize(REQUESTS_OF_A_STORM + spent);
    }

    private List<ReceivedResponse> atOnce(String script) throws ExecutionException, InterruptedException {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ReceivedResponse>> sent = IntStream.range(0, REQUESTS_OF_A_STORM)
                    .mapToObj(_ -> clients.submit(
                            () -> environment.exchange(RawRequest.message(keyOf("outage"), RawRequest.HELLO)
                                    .playing(script))))
                    .toList();
            List<ReceivedResponse> responses = new ArrayList<>();
            for (Future<ReceivedResponse> each : sent) {
                responses.add(each.get());
            }
            return responses;
        }
    }

    private ReceivedResponse send(String user, boolean stream, String script) {
        return environment.exchange(RawRequest.message(keyOf(TEAM), QuotaRequests.body(user, stream))
                .playing(script));
    }

    /** Returns the name of a script that plays one of these for each attempt, in their order. */
    private String script(ConnectionScript... attempts) {
        Queue<ConnectionScript> left = new ConcurrentLinkedQueue<>(List.of(attempts));
        return environment.upstream().addScript(connection -> left.remove().play(connection));
    }

    private static ConnectionScript overloaded(String retryAfter) {
        return QuotaRequests.whole(
                JSON.replace("200 OK", "529 Overloaded") + "retry-after: " + retryAfter + "\r\n",
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
    }

    private double retries(String reason) {
        return environment.metrics().sum("weir_retries_total", "reason=\"" + reason + "\"");
    }

    private double attempts(String status) {
        return environment.metrics().sum("weir_upstream_attempts_total", "status=\"" + status + "\"");
    }

    private double keyState(String label) {
        return environment.metrics().sum("weir_upstream_key_state", "upstream=\"scripted\"", label);
    }
}
