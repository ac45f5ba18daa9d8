package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.body.FakeSource;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models list, from an upstream that has claude-0 to claude-9 and one model that the plan does not allow. */
class ModelsEndpointTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> ids = new ArrayList<>(
            IntStream.range(0, 10).mapToObj(number -> "claude-" + number).toList());
    private Consumer<HttpServerRequest> upstream = this::list;
    private int pageSize = 1000;
    private final TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    ModelsEndpointTest() {
        ids.add(3, "gpt-x");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        received.add(request.uri());
        upstream.accept(request);
    }

    private void list(HttpServerRequest request) {
        int from = Optional.ofNullable(request.getParam("after_id"))
                        .map(ids::indexOf)
                        .orElse(-1)
                + 1;
        List<String> page = ids.subList(from, Math.min(ids.size(), from + pageSize));
        request.response()
                .end("{\"data\":["
                        + page.stream()
                                .map(id -> "{\"id\":\"" + id + "\",\"unknown\":[1]}")
                                .collect(Collectors.joining(","))
                        + "],\"has_more\":" + (from + pageSize < ids.size()) + ",\"last_id\":\"" + page.getLast()
                        + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|claude-0 claude-1 claude-2 claude-3 claude-4 claude-5 claude-6 claude-7 claude-8 claude-9|false",
                "?limit=3|claude-0 claude-1 claude-2|true",
                "?limit=10|claude-0 claude-1 claude-2 claude-3 claude-4 "
                        + "claude-5 claude-6 claude-7 claude-8 claude-9|false",
                "?limit=3&after_id=claude-2|claude-3 claude-4 claude-5|true",
                "?limit=3&after_id=claude-8|claude-9|false",
                "?after_id=claude-9||false",
                "?limit=3&before_id=claude-5|claude-2 claude-3 claude-4|true",
                "?limit=3&before_id=claude-2|claude-0 claude-1|false",
                "?before_id=claude-0||false",
                "?limit=2&after_id=claude-6&before_id=claude-3|claude-7 claude-8|true",
                "?limit=2&after_id=nobody|claude-0 claude-1|true",
                "?limit=2&before_id=nobody|claude-0 claude-1|true",
                "?limit=2&after_id=gpt-x|claude-0 claude-1|true",
                "?limit=2&after_id=nobody&before_id=claude-3|claude-1 claude-2|true"
            })
    void listsOnlyThePlansModelsPageByPage(@Nullable String query, @Nullable String page, boolean more)
            throws JsonProcessingException {
        FakeClient client = gateway.models("/v1/models" + (query == null ? "" : query), TestGateway.headers());

        List<String> expected = page == null ? List.of() : List.of(page.split(" "));
        JsonNode body = JSON.readTree(client.text());
        assertThat(ids(body)).isEqualTo(expected);
        assertThat(body.path("has_more").asBoolean()).isEqualTo(more);
        assertThat(body.path("first_id").asText()).isEqualTo(expected.isEmpty() ? "null" : expected.getFirst());
        assertThat(body.path("last_id").asText()).isEqualTo(expected.isEmpty() ? "null" : expected.getLast());
        assertThat(client.headers.get("content-type")).isEqualTo("application/json");
        assertThat(client.headers.get("x-weir-source")).isEqualTo("gateway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "limit=%zz"})
    void returns400WhereTheQueryIsInvalid(String query) {
        FakeClient client = gateway.models("/v1/models?" + query, TestGateway.headers());

        assertThat(client.status).isEqualTo(400);
        assertThat(client.text()).contains("invalid_request_error");
        assertThat(received).isEmpty();
    }

    @Test
    void keepsEveryFieldThatTheUpstreamHasOfAModel() throws JsonProcessingException {
        FakeClient client = gateway.models("/v1/models?limit=1", TestGateway.headers());

        assertThat(JSON.readTree(client.text()).path("data").path(0))
                .isEqualTo(JSON.readTree("{\"id\":\"claude-0\",\"unknown\":[1]}"));
    }

    @Test
    void fetchesEveryPageOfTheUpstream() throws JsonProcessingException {
        pageSize = 4;

        FakeClient client = gateway.models("/v1/models", TestGateway.headers());

        assertThat(ids(JSON.readTree(client.text()))).hasSize(10);
        assertThat(received)
                .containsExactly(
                        "/v1/models?limit=1000",
                        "/v1/models?limit=1000&after_id=gpt-x",
                        "/v1/models?limit=1000&after_id=claude-6");
        assertThat(gateway.records.getFirst().sent().attempts()).isEqualTo(3);
    }

    @Test
    void cachesTheListFor60SecondsForEveryPage() {
        gateway.models("/v1/models?limit=1", TestGateway.headers());
        gateway.cacheNanos.set(Duration.ofSeconds(59).toNanos());
        gateway.models("/v1/models?limit=2&after_id=claude-1", TestGateway.headers());
        int within = received.size();
        gateway.cacheNanos.set(Duration.ofSeconds(61).toNanos());

        gateway.models("/v1/models", TestGateway.headers());

        assertThat(within).isEqualTo(1);
        assertThat(received).hasSize(2);
    }

    @Test
    void cachesAListPerVersionBetaAndOtherParameter() {
        gateway.models("/v1/models", TestGateway.headers());
        gateway.models("/v1/models", TestGateway.headers().add("anthropic-version", "2023-06-01"));
        gateway.models("/v1/models", TestGateway.headers().add("anthropic-beta", "b"));
        gateway.models("/v1/models?family=opus&family=haiku", TestGateway.headers());
        gateway.models("/v1/models?family=haiku&family=opus", TestGateway.headers());

        gateway.models("/v1/models?family=opus&limit=5&family=haiku", TestGateway.headers());

        assertThat(received)
                .containsExactly(
                        "/v1/models?limit=1000",
                        "/v1/models?limit=1000",
                        "/v1/models?limit=1000",
                        "/v1/models?limit=1000&family=opus&family=haiku",
                        "/v1/models?limit=1000&family=haiku&family=opus");
    }

    @Test
    void cachesAtMost64Lists() {
        for (int list = 0; list < 200; list++) {
            gateway.models("/v1/models?x=" + list, TestGateway.headers());
        }
        received.clear();

        for (int list = 0; list < 200; list++) {
            gateway.models("/v1/models?x=" + list, TestGateway.headers());
        }

        assertThat(received.size()).isBetween(136, 200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 529})
    void relaysAnErrorOfTheUpstream(int status) {
        upstream = request -> request.response().setStatusCode(status).end("{\"type\":\"error\"}");

        FakeClient client = gateway.models("/v1/models", TestGateway.headers());

        assertThat(client.status).isEqualTo(status);
        assertThat(client.text()).isEqualTo("{\"type\":\"error\"}");
        assertThat(gateway.records.getFirst().outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void returns502WhereTheUpstreamRedirects(int status) {
        upstream = request -> request.response()
                .setStatusCode(status)
                .putHeader("location", "/elsewhere")
                .end();

        FakeClient client = gateway.models("/v1/models", TestGateway.headers());

        assertThat(client.status).isEqualTo(502);
        assertThat(received).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "[]", "{}", "{\"data\":{}}", "{\"data\":["})
    void returns502AndCachesNothingWhereTheListIsUnreadable(String body) {
        upstream = request -> request.response().end(body);

        FakeClient client = gateway.models("/v1/models", TestGateway.headers());
        gateway.models("/v1/models", TestGateway.headers());

        assertThat(client.status).isEqualTo(502);
        assertThat(received).hasSize(2);
    }

    @Test
    void returns502WhereTheListHasMoreThan20Pages() {
        upstream = request ->
                request.response().end("{\"data\":[{\"id\":\"claude-0\"}],\"has_more\":true,\"last_id\":\"claude-0\"}");

        FakeClient client = gateway.models("/v1/models", TestGateway.headers());

        assertThat(client.status).isEqualTo(502);
        assertThat(received).hasSize(20);
    }

    @Test
    void cancelsTheFetchWhereTheClientDisconnects() {
        upstream = request -> request.response().setChunked(true).write("{\"data\":[");
        FakeClient client = new FakeClient();
        Future<Void> end = gateway.begin(Route.MODELS, "/v1/models", TestGateway.headers(), client, new FakeSource());
        LoopbackServer.until(() -> received.size() == 1);

        gateway.onLoop(client::leave);
        LoopbackServer.await(end);

        assertThat(gateway.records)
                .extracting(UsageRecord::status, UsageRecord::outcome)
                .containsExactly(tuple(499, Outcome.CLIENT_GONE));
        assertThat(gateway.admission.inFlight()).isZero();
        LoopbackServer.until(() -> gateway.upstream.open() == 0);
    }

    @Test
    void relaysOneModel() {
        upstream = request -> request.response().end("{\"id\":\"claude-big\"}");

        FakeClient client = gateway.models("/v1/models/claude-big%5B1m%5D?x=1", TestGateway.headers());

        assertThat(client.text()).isEqualTo("{\"id\":\"claude-big\"}");
        assertThat(received).containsExactly("/v1/models/claude-big%5B1m%5D?x=1");
    }

    @Test
    void returns404ForAModelOutsideThePlan() {
        FakeClient client = gateway.models("/v1/models/gpt-x", TestGateway.headers());

        assertThat(client.status).isEqualTo(404);
        assertThat(client.text()).contains("not_found_error").doesNotContain("gpt-x");
        assertThat(received).isEmpty();
    }

    private static List<String> ids(JsonNode body) {
        List<String> ids = new ArrayList<>();
        body.path("data").forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }
}
