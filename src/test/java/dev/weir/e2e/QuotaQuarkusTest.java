package dev.weir.e2e;

import static dev.weir.e2e.QuotaRequests.body;
import static dev.weir.e2e.QuotaRequests.message;
import static dev.weir.e2e.QuotaRequests.used;
import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits held by a booted gateway over a real Redis. */
@QuarkusTest
@WithTestResource(QuotaEnvironmentResource.class)
class QuotaQuarkusTest {
    private static final String OF_THE_UPSTREAM = "anthropic-ratelimit-requests-limit: 4000\r\n";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void tellsACallerItsOwnLimitsAndNotTheUpstreams() {
        ReceivedResponse response = exchange(
                "all",
                "headers",
                environment
                        .upstream()
                        .addScript(connection -> connection.respond(
                                "200 OK\r\ncontent-type: application/json\r\n" + OF_THE_UPSTREAM,
                                message(40, 9).getBytes(UTF_8))));

        assertThat(response.header("anthropic-ratelimit-requests-limit")).contains("12");
        assertThat(response.header("anthropic-ratelimit-requests-remaining")).contains("11");
        assertThat(response.header("anthropic-ratelimit-requests-reset").orElseThrow())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(response.header("anthropic-ratelimit-output-tokens-limit")).contains("100000");
        assertThat(response.header("anthropic-ratelimit-tokens-limit")).contains("100000");
        assertThat(response.header("anthropic-ratelimit-unified-status")).isEmpty();
    }

    @Test
    void rejectsWhatALimitPerMinuteHasNoRoomForUntilItHasAgain() {
        exchange("rate", "u", whole());
        exchange("rate", "u", whole());

        ReceivedResponse rejected = exchange("rate", "u", whole());
        ReceivedResponse other = exchange("rate", "somebody-else", whole());

        assertThat(rejected.status()).isEqualTo(429);
        assertThat(error(rejected).get("type").asText()).isEqualTo("rate_limit_error");
        assertThat(error(rejected).get("message").asText())
                .startsWith("The limit user/requests-per-minute has no room: 2 requests of 2 requests used");
        assertThat(Integer.parseInt(rejected.header("retry-after").orElseThrow()))
                .isBetween(1, 30);
        assertThat(rejected.header("x-weir-limit")).contains("user/requests-per-minute");
        assertThat(rejected.header("x-should-retry")).isEmpty();
        assertThat(rejected.header("x-weir-source")).contains("gateway");
        assertThat(rejected.header("anthropic-ratelimit-requests-remaining")).contains("0");
        assertThat(other.status()).isEqualTo(200);
        assertThat(limits("rate", "u").get("refused_by").asText()).isEqualTo("user/requests-per-minute");
        assertThat(environment
                        .metrics()
                        .sum(
                                "weir_quota_decisions_total",
                                "team=\"rate-team\"",
                                "decision=\"denied\"",
                                "limit=\"user/requests-per-minute\""))
                .isEqualTo(1);
    }

    @Test
    void warnsOfABudgetThatNearsItsEndThenRejectsForTheDay() {
        // 20 tokens in and 15 out of claude-opus-4-6 are $0.000475 of $0.0005
        exchange("day", "u", json(20, 15));
        settledLimits("day", "u");

        ReceivedResponse warned = exchange("day", "u", json(20, 15));
        settledLimits("day", "u");
        ReceivedResponse rejected = exchange("day", "u", whole());

        assertThat(warned.status()).isEqualTo(200);
        assertThat(warned.header("anthropic-ratelimit-unified-status")).contains("allowed_warning");
        assertThat(warned.header("anthropic-ratelimit-unified-overage-utilization"))
                .contains("0.95");
        assertThat(rejected.status()).isEqualTo(429);
        assertThat(error(rejected).get("type").asText()).isEqualTo("billing_error");
        assertThat(rejected.header("x-should-retry")).contains("false");
        assertThat(rejected.header("x-weir-limit")).contains("user/usd-per-day");
        assertThat(rejected.header("anthropic-ratelimit-unified-status")).contains("rejected");
        assertThat(rejected.header("anthropic-ratelimit-unified-overage-period"))
                .contains("daily");
        assertThat(rejected.header("anthropic-ratelimit-requests-limit")).contains("1000");
    }

    @Test
    void sharesATeamsBudgetAmongItsUsers() {
        exchange("month", "a", json(60, 50));
        settledLimits("month", "a");

        ReceivedResponse rejected = exchange("month", "b", whole());

        assertThat(rejected.header("x-weir-limit")).contains("team/tokens-per-month");
        assertThat(rejected.header("anthropic-ratelimit-unified-overage-scope")).contains("group_pool");
    }

    @Test
    void admitsOneConcurrentRequestAtATime() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        String slow = environment.upstream().addScript(connection -> {
            arrived.countDown();
            try {
                done.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            connection.respond(
                    "200 OK\r\ncontent-type: application/json\r\n",
                    message(1, 1).getBytes(UTF_8));
        });
        Thread first = Thread.ofVirtual().start(() -> exchange("place", "u", slow));
        arrived.await();

        ReceivedResponse rejected = exchange("place", "u", whole());
        done.countDown();
        first.join();
        settledLimits("place", "u");
        ReceivedResponse next = exchange("place", "u", whole());

        assertThat(rejected.status()).isEqualTo(429);
        assertThat(rejected.header("retry-after")).contains("1");
        assertThat(next.status()).isEqualTo(200);
    }

    @Test
    void admitsAndCountsInShadowMode() {
        exchange("shadow", "u", whole());

        ReceivedResponse second = exchange("shadow", "u", whole());

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("anthropic-ratelimit-requests-limit")).isEmpty();
        assertThat(environment.metrics().sum("weir_quota_decisions_total", "team=\"shadow-team\"", "shadow_denied"))
                .isEqualTo(1);
    }

    @Test
    void boundsRequestsOfCountTokensForTheTeamAlone() {
        RawRequest count = RawRequest.post(
                        "/v1/messages/count_tokens",
                        keyOf("counts"),
                        body("u", false).getBytes(UTF_8))
                .playing(json(1, 1));

        ReceivedResponse first = environment.exchange(count);
        ReceivedResponse second = environment.exchange(count);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("anthropic-ratelimit-requests-limit")).isEmpty();
        assertThat(second.header("x-weir-limit")).contains("team/count-tokens-per-minute");
    }

    @Test
    void countsMadeUpUsersForTheKeyItself() {
        for (int user = 0; user < QuotaEnvironmentResource.NEW_USERS + 2; user++) {
            exchange("many", "made-up-" + user, whole());
        }

        JsonNode ofKey = environment
                .exchange(RawRequest.get("/weir/limits", keyOf("many")))
                .json();

        assertThat(ofKey.get("user").asText()).isEqualTo("key:many");
        assertThat(used(ofKey, "user/requests-per-minute")).isEqualTo(2);
        JsonNode beyond = limits("many", "made-up-" + QuotaEnvironmentResource.NEW_USERS);
        assertThat(beyond.get("user").asText()).isEqualTo("key:many");
        assertThat(used(beyond, "user/requests-per-minute")).isEqualTo(2);
        assertThat(used(limits("many", "made-up-19"), "user/requests-per-minute"))
                .isEqualTo(1);
    }

    @Test
    void showsABoundKeyItsOwnUserOnly() {
        ReceivedResponse own = environment.exchange(RawRequest.get("/weir/limits", keyOf("bound")));
        ReceivedResponse other = environment.exchange(RawRequest.get("/weir/limits?user_id=bob", keyOf("bound")));
        ReceivedResponse nobody = environment.exchange(RawRequest.get("/weir/limits", "weir-key-that-nobody-knows"));

        assertThat(own.json().get("user").asText()).isEqualTo("user:alice");
        assertThat(other.status()).isEqualTo(403);
        assertThat(error(other).get("type").asText()).isEqualTo("permission_error");
        assertThat(nobody.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "'?user_id=', key:all",
        "?user_id=account%3Ax, user:account:x",
        "'?user_id=%7B%22device_id%22%3A%22d-1%22%2C%22account_uuid%22%3A%22%22%2C"
                + "%22session_id%22%3A%22s%22%7D', device:d-1"
    })
    void readsTheUserOfTheQueryAsThatOfABody(String query, String user) {
        ReceivedResponse response = environment.exchange(RawRequest.get("/weir/limits" + query, keyOf("all")));

        assertThat(response.json().get("user").asText()).isEqualTo(user);
    }

    @Test
    void returns400WhereTwoUsersAreNamed() {
        ReceivedResponse response =
                environment.exchange(RawRequest.get("/weir/limits?user_id=a&user_id=b", keyOf("all")));

        assertThat(response.status()).isEqualTo(400);
        assertThat(error(response).get("message").asText()).startsWith("user_id: ");
    }

    private static ConnectionScript response(int status, String body) {
        return connection ->
                connection.respond(status + " Scripted\r\ncontent-type: application/json\r\n", body.getBytes(UTF_8));
    }

    private String whole() {
        return json(1, 1);
    }

    private String json(int input, int output) {
        return environment.upstream().addScript(response(200, message(input, output)));
    }

    private ReceivedResponse exchange(String plan, String user, String script) {
        return environment.exchange(request(plan, user, false).playing(script));
    }

    private static RawRequest request(String plan, String user, boolean stream) {
        return RawRequest.message(keyOf(plan), body(user, stream));
    }

    /** Returns how limits stand once no lease is open. */
    private JsonNode settledLimits(String plan, String user) {
        BoundedWait.until(
                "no lease", () -> limitsOf(plan, user).json().get("leases").asInt() == 0);
        return limits(plan, user);
    }

    private JsonNode limits(String plan, String user) {
        return limitsOf(plan, user).json();
    }

    private ReceivedResponse limitsOf(String plan, String user) {
        return environment.exchange(RawRequest.get("/weir/limits?user_id=" + user, keyOf(plan)));
    }

    private static JsonNode error(ReceivedResponse response) {
        return response.json().get("error");
    }
}
