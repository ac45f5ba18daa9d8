package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.body;
import static dev.weir.e2e.QuotaRequests.limit;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.audit.AuditLog;
import dev.weir.metering.LogCapture;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Budgets of sessions and models, and thresholds, in a booted gateway over a real Redis. */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class SessionBudgetQuarkusTest {
    private static final String SESSION = "x-claude-code-session-id";
    private static final String OPUS = "user/per-model[opus]/tokens-per-week";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void stopsALoopingSessionWhileAnotherAnswers() {
        send("looping", "u", 20, 5);
        send("looping", "u", 20, 5);

        ReceivedResponse stopped = send("looping", "u", 20, 5);
        ReceivedResponse other = send("calm", "u", 20, 5);
        ReceivedResponse sameNameOfAnother = send("looping", "somebody-else", 20, 5);

        JsonNode error = stopped.json().get("error");
        assertThat(stopped.status()).isEqualTo(429);
        assertThat(error.get("type").asText()).isEqualTo("billing_error");
        assertThat(error.get("message").asText())
                .startsWith("The limit user/session/requests has no room: 2 requests of 2 requests used")
                .contains("Start a new session");
        assertThat(stopped.header("x-should-retry")).contains("false");
        assertThat(stopped.header("retry-after")).contains("86400");
        assertThat(stopped.header("x-weir-limit")).contains("user/session/requests");
        assertThat(stopped.header("anthropic-ratelimit-unified-status")).isEmpty();
        assertThat(other.status()).isEqualTo(200);
        assertThat(sameNameOfAnother.status()).isEqualTo(200);
    }

    @Test
    void readsTheSessionFromTheUserIdWhereNoHeaderNamesIt() {
        String user = "user_" + "a".repeat(64) + "_account__session_00000000-0000-0000-0000-00000000000";

        exchange(request(user + "1"));
        exchange(request(user + "1"));
        ReceivedResponse stopped = exchange(request(user + "1"));
        ReceivedResponse other = exchange(request(user + "2"));

        assertThat(stopped.header("x-weir-limit")).contains("user/session/requests");
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void showsTheLimitsOfModelsAndOfTheSessionThatTheHeaderNames() {
        send("shown", "v", 30, 10);
        BoundedWait.until("settled", () -> limit(limits("v"), OPUS).get("used").asLong() == 40);

        JsonNode limits = limits("v");
        JsonNode withSession = environment
                .exchange(RawRequest.get("/weir/limits?user_id=v", keyOf("session"))
                        .with(SESSION, "shown"))
                .json();

        assertThat(names(limits)).containsExactly("user/tokens-per-day", "user/usd-per-week", OPUS);
        assertThat(names(withSession))
                .containsExactly("user/tokens-per-day", "user/usd-per-week", OPUS, "user/session/requests");
        assertThat(limit(withSession, "user/session/requests").get("used").asLong())
                .isEqualTo(1);
    }

    @Test
    void tellsAThresholdOnceAndHasItsSeriesBefore() {
        List<String> audit = new CopyOnWriteArrayList<>();
        try (var _ = LogCapture.of(AuditLog.CATEGORY, line -> audit.add(line.getMessage()))) {
            boolean isThereBefore = environment
                    .metrics()
                    .page()
                    .contains("weir_budget_threshold_total{limit=\"" + OPUS + "\",team=\"session-team\"");
            send("a", "w", 500, 100);
            BoundedWait.until("told", () -> !audit.isEmpty());
            send("b", "w", 10, 1);
            BoundedWait.until(
                    "settled", () -> limit(limits("w"), OPUS).get("used").asLong() == 611);

            assertThat(isThereBefore).isTrue();
            assertThat(audit)
                    .singleElement()
                    .asString()
                    .contains("event=budget_threshold", "team=session-team", "threshold=50", "used=600", "max=1000");
            assertThat(environment
                            .metrics()
                            .sum("weir_budget_threshold_total", "team=\"session-team\"", "threshold=\"50\""))
                    .isEqualTo(1);
        }
    }

    private ReceivedResponse send(String session, String user, int input, int output) {
        String script = environment.upstream().addScript(QuotaRequests.json(message(input, output)));
        return environment.exchange(RawRequest.message(keyOf("session"), body(user, false))
                .with(SESSION, session)
                .playing(script));
    }

    private static RawRequest request(String user) {
        return RawRequest.message(keyOf("session"), body(user, false));
    }

    private ReceivedResponse exchange(RawRequest request) {
        return environment.exchange(
                request.playing(environment.upstream().addScript(QuotaRequests.json(message(1, 1)))));
    }

    private JsonNode limits(String user) {
        return environment
                .exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf("session")))
                .json();
    }

    private static List<String> names(JsonNode limits) {
        return limits.get("limits").findValuesAsText("name");
    }
}
