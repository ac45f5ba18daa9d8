package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models list, as a plan is shown it. Each test has a beta header of its own, and so a cache of its own. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ModelsQuarkusTest {
    private static final List<List<String>> PAGES =
            List.of(List.of("claude-a", "canary-1", "claude-b"), List.of("claude-c", "canary-2", "claude-d"));

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void isFetchedWholeFilteredAndKept() {
        String script = list();

        ReceivedResponse first = list(script, TestKeys.BOUND, "");
        ReceivedResponse again = list(script, TestKeys.BOUND, "");
        ReceivedResponse other = list(script, TestKeys.OPEN, "");

        assertThat(ids(first)).containsExactly("claude-a", "claude-b", "claude-c", "claude-d");
        assertThat(ids(again)).isEqualTo(ids(first));
        assertThat(ids(other)).containsExactly("claude-a", "canary-1", "claude-b", "claude-c", "canary-2", "claude-d");
        assertThat(first.header("x-weir-source")).contains("gateway");
        assertThat(first.json().path("data").path(0).path("brand_new").asBoolean())
                .isTrue();
        assertThat(environment.upstream().received(script).stream()
                        .map(request -> request.head().startLine()))
                .containsExactly(
                        "GET /v1/models?limit=1000 HTTP/1.1", "GET /v1/models?limit=1000&after_id=claude-b HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?limit=2 | claude-a claude-b | true",
                "?limit=2&after_id=claude-b | claude-c claude-d | false",
                "?limit=2&before_id=claude-d | claude-b claude-c | true",
                "?limit=2&after_id=claude-a&before_id=claude-d | claude-b claude-c | true",
                "?limit=1&after_id=no-such-model | claude-a | true",
                "?limit=1000 | claude-a claude-b claude-c claude-d | false"
            })
    void isPaged(String query, String ids, boolean more) {
        ReceivedResponse response = list(list(), TestKeys.BOUND, query);

        assertThat(ids(response)).containsExactly(ids.split(" ", -1));
        assertThat(response.json().path("has_more").asBoolean()).isEqualTo(more);
        assertThat(response.json().path("first_id").asText())
                .isEqualTo(ids(response).getFirst());
        assertThat(response.json().path("last_id").asText())
                .isEqualTo(ids(response).getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=1001", "?limit=x", "?limit="})
    void isRejectedForAnOddLimit(String query) {
        ReceivedResponse response = environment.exchange(RawRequest.get("/v1/models" + query, TestKeys.OPEN));

        assertThat(response.fault()).isEqualTo("400 invalid_request_error");
        assertThat(response.message()).startsWith("limit: ");
    }

    @Test
    void forwardsOtherParametersAndKeepsThemApart() {
        String script = list();

        list(script, TestKeys.OPEN, "?lifecycle[]=retired&limit=1");
        list(script, TestKeys.OPEN, "?lifecycle[]=retired&limit=2");
        list(script, TestKeys.OPEN, "?lifecycle[]=active");

        List<String> targets = environment.upstream().received(script).stream()
                .map(request -> request.head().startLine())
                .filter(line -> !line.contains("after_id"))
                .toList();
        assertThat(targets).hasSize(2).allMatch(line -> line.contains("limit=1000") && line.contains("lifecycle[]="));
        assertThat(targets.getFirst()).contains("retired");
        assertThat(targets.getLast()).contains("active");
    }

    @Test
    void relaysTheUpstreamsErrorResponseAndKeepsNone() {
        byte[] body =
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}".getBytes(UTF_8);
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "529 Overloaded\r\ncontent-type: application/json\r\nx-should-retry: false\r\n", body));

        ReceivedResponse first = list(script, TestKeys.OPEN, "");
        int request = environment.upstream().received(script).size();
        list(script, TestKeys.OPEN, "");

        assertThat(first.status()).isEqualTo(529);
        assertThat(first.body()).isEqualTo(body);
        assertThat(environment.upstream().received(script)).hasSizeGreaterThan(request);
    }

    @Test
    void isABadGatewayWhereTheUpstreamsListIsNone() {
        String script = environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));

        assertThat(list(script, TestKeys.OPEN, "").fault()).isEqualTo("502 api_error");
    }

    @Test
    void oneModelIsRelayedWhereThePlanAllowsIt() {
        byte[] body = "{ \"id\": \"claude-x\" }".getBytes(UTF_8);
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond("200 OK\r\ncontent-type: application/json\r\n", body));

        ReceivedResponse allowed = environment.exchange(
                RawRequest.get("/v1/models/claude-x?a=1", TestKeys.BOUND).playing(script));
        ReceivedResponse denied = environment.exchange(
                RawRequest.get("/v1/models/canary-x", TestKeys.BOUND).playing(script));

        assertThat(allowed.body()).isEqualTo(body);
        assertThat(denied.fault()).isEqualTo("404 not_found_error");
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("GET /v1/models/claude-x?a=1 HTTP/1.1");
    }

    private ReceivedResponse list(String script, String key, String query) {
        return environment.exchange(
                RawRequest.get("/v1/models" + query, key).playing(script).with("anthropic-beta", "beta-of-" + script));
    }

    /** Learns to list both pages. */
    private String list() {
        return environment.upstream().addScript(connection -> {
            boolean second = connection.target().contains("after_id=claude-b");
            connection.respond(
                    "200 OK\r\ncontent-type: application/json\r\n",
                    page(second ? 1 : 0).getBytes(UTF_8));
        });
    }

    private static String page(int number) {
        List<String> ids = PAGES.get(number);
        String data = String.join(
                ",",
                ids.stream()
                        .map(id -> "{\"id\":\"" + id + "\",\"type\":\"model\",\"brand_new\":true}")
                        .toList());
        return "{\"data\":[%s],\"has_more\":%b,\"first_id\":\"%s\",\"last_id\":\"%s\"}"
                .formatted(data, number == 0, ids.getFirst(), ids.getLast());
    }

    private static List<String> ids(ReceivedResponse response) {
        List<String> ids = new ArrayList<>();
        for (JsonNode model : response.json().path("data")) {
            ids.add(model.path("id").asText());
        }
        return ids;
    }
}
