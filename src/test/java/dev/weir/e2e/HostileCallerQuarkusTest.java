package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.json;
import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.start;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A caller that first makes its holds as small as it can and then sends as much as it can at once: what it spends
 * beyond its budget is what {@code docs/quotas.md} says, and Redis, the usage log and the metrics know all of it.
 */
@QuarkusTest
@TestProfile(PatientStoreProfile.class)
@WithTestResource(QuotaEnvironmentResource.class)
class HostileCallerQuarkusTest {
    private static final int AT_ONCE = 120;
    private static final int INPUT = 40;
    private static final int OUTPUT = 64_000;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /** What the caller does to its holds; of the first model nothing was learned yet. */
    enum Training {
        /** Responses that the request itself cut short. */
        CUT_SHORT("claude-opus-4-8", "max_tokens"),
        /** Responses that are short by nature. */
        SHORT("claude-opus-4-7", "end_turn"),
        /** The same with a limit of concurrent requests. */
        SHORT_OF_FEW("claude-opus-4-7", "end_turn"),
        /** The same where budgets hold the worst case. */
        SHORT_AT_WORST("claude-opus-4-7", "end_turn"),
        /** The same before a response with hidden thinking. */
        SHORT_BEFORE_THINKING("claude-opus-5-5", "end_turn");

        private final String model;
        private final String stopReason;

        Training(String model, String stopReason) {
            this.model = model;
            this.stopReason = stopReason;
        }

        String user() {
            return name().toLowerCase(Locale.ROOT);
        }

        String body(int maxTokens, String more) {
            return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens + ",\"metadata\":{\"user_id\":\"" + user()
                    + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
        }

        String response(int output, String why) {
            return "{\"type\":\"message\",\"model\":\"" + model + "\",\"stop_reason\":\"" + why
                    + "\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"usage\":{\"input_tokens\":" + INPUT
                    + ",\"output_tokens\":" + output + "}}";
        }
    }

    /** 2,048 tokens of output are held at first: $1 has room for 19 such requests, $6 at worst for 3 of $1.76. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"CUT_SHORT, hostile, 19", "SHORT, hostile, 120", "SHORT_OF_FEW, few, 10", "SHORT_AT_WORST, worst, 3"})
    void spendsNoMoreThanItsConcurrentRequestsCanUseBeyondTheirHolds(Training training, String team, int admitted) {
        Billing billing = new Billing(environment, team);
        for (int request = 0; request < 5; request++) {
            send(training, team, 1, training.response(1, training.stopReason));
        }
        billing.settledLimits(training.user());

        List<String> admittedIds = sendAtOnce(training, team);

        long requests = admittedIds.size();
        UpstreamTruth truth = UpstreamTruth.exact(INPUT * (5 + requests), 5 + requests * OUTPUT);
        assertThat(requests).isEqualTo(admitted);
        billing.assertCounted(training.user(), truth);
        assertThat(admittedIds)
                .extracting(id ->
                        environment.logs().onlyUsageOf(id).get("output_tokens").asLong())
                .containsOnly((long) OUTPUT);
        JsonNode budget = limit(billing.limits(training.user()), "user/usd-per-day");
        if (team.equals("worst")) {
            assertThat(truth.usd()).isLessThanOrEqualTo(budget.get("max").asDouble());
        } else {
            ReceivedResponse next = send(training, team, 1, training.response(1, "end_turn"));
            assertThat(next.fault()).isEqualTo("429 billing_error");
            assertThat(truth.usd())
                    .isLessThan(budget.get("max").asDouble() + requests * UpstreamTruth.cost(INPUT, OUTPUT));
        }
    }

    /** The gain that the documentation names: all of the hidden thinking but the expected output, which is 1. */
    @Test
    void paysTheExpectedOutputOfHiddenThinkingThatItLeaves() {
        Training training = Training.SHORT_BEFORE_THINKING;
        for (int request = 0; request < 5; request++) {
            send(training, "few", 1, training.response(1, training.stopReason));
        }
        Billing billing = new Billing(environment, "few");
        String begun = start(INPUT).replace("claude-opus-4-6", training.model);
        String thinking = ",\"stream\":true,\"thinking\":{\"type\":\"adaptive\"}";

        new LeavingClient(environment)
                .leaveAfter(
                        RawRequest.message(keyOf("few"), training.body(OUTPUT, thinking)),
                        begun,
                        ScriptedConnection::awaitClose);

        JsonNode line = billing.onlyLineOfOneWhoLeft();
        assertThat(line.get("usage").asText()).isEqualTo("partial");
        assertThat(line.get("input_tokens").asLong()).isEqualTo(INPUT);
        assertThat(line.get("output_tokens").asLong()).isEqualTo(1);
    }

    /** Sends many requests whose responses wait until all are decided; returns the ids of those that were admitted. */
    private List<String> sendAtOnce(Training training, String team) {
        CountDownLatch decided = new CountDownLatch(AT_ONCE);
        String script = environment.upstream().addScript(connection -> {
            decided.countDown();
            await(decided);
            connection.respond(
                    QuotaRequests.JSON, training.response(OUTPUT, "max_tokens").getBytes(UTF_8));
        });
        RawRequest request =
                RawRequest.message(keyOf(team), training.body(OUTPUT, "")).playing(script);
        List<ReceivedResponse> responses = Collections.synchronizedList(new ArrayList<>());
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < AT_ONCE; sender++) {
            senders.add(Thread.ofVirtual().start(() -> {
                ReceivedResponse response = environment.exchange(request);
                if (response.status() == 429) {
                    decided.countDown();
                }
                responses.add(response);
            }));
        }
        senders.forEach(HostileCallerQuarkusTest::join);
        assertThat(responses)
                .hasSize(AT_ONCE)
                .extracting(ReceivedResponse::status)
                .isSubsetOf(200, 429);
        return responses.stream()
                .filter(response -> response.status() == 200)
                .map(ReceivedResponse::weirId)
                .toList();
    }

    private ReceivedResponse send(Training training, String team, int maxTokens, String response) {
        return environment.exchange(RawRequest.message(keyOf(team), training.body(maxTokens, ""))
                .playing(environment.upstream().addScript(json(response))));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(15, TimeUnit.SECONDS)) {
                throw new AssertionError("not all were decided in time");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
