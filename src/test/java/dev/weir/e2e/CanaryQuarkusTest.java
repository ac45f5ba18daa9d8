package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.tracing.OtlpMetrics;
import dev.weir.tracing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No content, credential or other text of a client in any log, metric, trace, error or page of the console: every key
 * and text of these requests has the word canary in it, and nothing that the gateway writes has. {@link LeakCheck}
 * looks for the same in every other booted test.
 */
@QuarkusTest
@WithTestResource(TracedEnvironmentResource.class)
class CanaryQuarkusTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-6",\
            "content":[{"type":"text","text":"answer canary"}],"stop_reason":"end_turn",\
            "usage":{"input_tokens":10,"output_tokens":5}}""";
    private static final String ERROR = """
            {"type":"error","error":{"type":"invalid_request_error","message":"upstream says canary"}}""";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    OtlpReceiver traces;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected by Quarkus
    Optional<OtlpMetrics> otlp;

    private String script(String head, String body) {
        return environment.upstream().addScript(connection -> connection.respond(head, body.getBytes(UTF_8)));
    }

    private static String body(String more) {
        return """
            {"model":"claude-opus-4-6","max_tokens":64,%s"system":"system canary",\
            "tools":[{"name":"tool_canary","description":"a canary","input_schema":{"type":"object"}}],\
            "metadata":{"user_id":"user-canary-4711"},"stop_sequences":["canary"],"unknown_canary":"canary",\
            "messages":[{"role":"user","content":"prompt canary"}]}""".formatted(more);
    }

    private static RawRequest withHeaders(RawRequest request) {
        return request.with("x-claude-code-session-id", "session-canary")
                .with("x-claude-code-agent-id", "agent-canary")
                .with("x-claude-code-parent-agent-id", "parent-canary")
                .with("x-project", "project-canary")
                .with("x-header-canary", "header canary")
                .with("user-agent", "agent canary")
                .with("tracestate", "vendor=canary");
    }

    /** The check of all booted tests must not fall silent; this line is the only one that it must see. */
    @Test
    void seesALogLineWithACanary() {
        Logger.getLogger(CanaryQuarkusTest.class).info("a canary");

        assertThat(Canaries.leaks()).anyMatch(leak -> leak.contains("a canary"));
    }

    /** Requests of every kind of end, each full of canaries. */
    private Stream<RawRequest> requests() {
        String json = "200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\nx-canary: canary\r\n";
        String stream = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":" + MESSAGE + "}\n\n"
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        String events = "200 OK\r\ncontent-type: text/event-stream\r\n";
        RawRequest open = withHeaders(RawRequest.message(TestKeys.OPEN, body("")));
        RawRequest streamed = withHeaders(RawRequest.message(TestKeys.OPEN, body("\"stream\":true,")));
        return Stream.of(
                open.playing(script(json, MESSAGE)),
                streamed.playing(script(events, stream)),
                streamed.playing(script(events, stream.substring(0, stream.indexOf("event: message_stop")))),
                streamed.playing(script(events, "event: error\ndata: " + ERROR + "\n\n")),
                open.playing(script("400 Bad Canary\r\ncontent-type: application/json\r\n", ERROR)),
                open.playing(script("500 Canary\r\ncontent-type: text/html\r\n", "<p>canary</p>")),
                open.playing(script("302 Found\r\nlocation: https://canary.example/\r\n", "")),
                open.playing(script(json, "{\"canary")),
                open.playing(environment.upstream().addScript(ScriptedConnection::close)),
                open.with("x-weir-canary", "canary").with("content-encoding", "canary"),
                withHeaders(RawRequest.message(TracedEnvironmentResource.RATE, body("")))
                        .playing(script(json, MESSAGE)),
                withHeaders(RawRequest.message(TracedEnvironmentResource.RATE, body(""))),
                withHeaders(RawRequest.message(TracedEnvironmentResource.SPENT, body(""))),
                withHeaders(RawRequest.message(TestKeys.SIMULATED, body("\"stream\":true,"))),
                withHeaders(RawRequest.message(TestKeys.SIMULATED, body(""))),
                withHeaders(RawRequest.message(TestKeys.DEAD, body(""))),
                withHeaders(RawRequest.message(TestKeys.STRICT, body("\"mcp_servers\":[{\"name\":\"canary\"}],"))),
                withHeaders(RawRequest.message(TestKeys.STRICT, body("").replace("claude-opus-4-6", "model-canary"))),
                withHeaders(
                        RawRequest.message(TestKeys.SIMULATED, body("").replace("claude-opus-4-6", "sk-ant-canary"))),
                withHeaders(RawRequest.message(TestKeys.OPEN, "{\"canary\": canary")),
                withHeaders(RawRequest.message(TestKeys.OPEN, body("").replace("64", "\"canary\""))),
                withHeaders(RawRequest.message(TestKeys.UNKNOWN, body(""))),
                withHeaders(RawRequest.message(TestKeys.EXPIRED, body(""))),
                withHeaders(RawRequest.message("no key canary", body(""))),
                withHeaders(RawRequest.message(TestKeys.OPEN, body("")))
                        .with("authorization", "Bearer " + TestKeys.STRICT),
                withHeaders(
                        RawRequest.message(TestKeys.OPEN, body("").replace("user-canary-4711", TestKeys.BLOCKED_USER))),
                withHeaders(RawRequest.post(
                        "/v1/messages/count_tokens?canary=canary", TestKeys.SIMULATED, body("").getBytes(UTF_8))),
                withHeaders(RawRequest.get("/v1/models?after_id=canary", TestKeys.SIMULATED)),
                withHeaders(RawRequest.get("/v1/models/model-canary", TestKeys.STRICT)),
                withHeaders(RawRequest.get("/v1/path-canary", TestKeys.OPEN)),
                withHeaders(RawRequest.get("/v1/files/canary", TestKeys.OPEN)),
                withHeaders(RawRequest.get("/weir/limits?user_id=canary", TestKeys.OPEN)),
                withHeaders(RawRequest.get("/weir/limits?canary=canary", TestKeys.OPEN)));
    }

    @Test
    void writesNothingThatAClientOrAnUpstreamSent() {
        Stream<RawRequest> ofTheContract = Stream.of(ContractCases.all(), BodyContractCases.all())
                .flatMap(List::stream)
                .map(ContractCase::request)
                .filter(request -> request.fields().stream()
                        .noneMatch(field -> field.name().equals("content-length")));
        List<ReceivedResponse> responses = Stream.concat(requests(), ofTheContract)
                .map(environment::exchange)
                .toList();
        leaveInTheMidst();
        String last = responses.stream()
                .filter(response -> response.header("x-weir-request-id").isPresent())
                .toList()
                .getLast()
                .weirId();
        environment.logs().onlyUsageOf(last);
        environment.metrics().awaitNothingInFlight();
        otlp.orElseThrow().flush();
        BoundedWait.until("the last span", () -> traces.bytes().contains(last));

        assertThat(responses)
                .hasSizeGreaterThan(60)
                .extracting(ReceivedResponse::status)
                .contains(200, 400, 401, 403, 404, 405, 413, 415, 429, 500, 501, 502);
        assertThat(outcomes())
                .contains(
                        "completed",
                        "invalid",
                        "unauthenticated",
                        "forbidden",
                        "quota_refused",
                        "upstream_error",
                        "upstream_unreachable",
                        "stream_cut",
                        "client_gone");
        assertThat(responses.stream()
                        .filter(ReceivedResponse::isErrorOfTheGateway)
                        .map(ReceivedResponse::text))
                .noneMatch(Canaries::areIn);
        assertThat(environment.logs().everything())
                .filteredOn(line -> !line.startsWith(CanaryQuarkusTest.class.getName()))
                .noneMatch(Canaries::areIn)
                .anyMatch(line -> line.startsWith("weir.audit "));
        assertThat(environment.metrics().page()).matches(page -> !Canaries.areIn(page));
        assertThat(environment.metrics().page("application/openmetrics-text"))
                .contains("# {request_id=")
                .matches(page -> !Canaries.areIn(page));
        assertThat(traces.spans())
                .hasSizeGreaterThan(responses.size())
                .anyMatch(span -> OtlpReceiver.attributes(span).containsValue("client_gone"));
        assertThat(traces.metrics()).containsKey("gen_ai.client.inference.duration");
        assertThat(Canaries.areIn(traces.bytes())).isFalse();
    }

    /** Leaves a stream that has begun, one that has not, and an event that the relay has half of. */
    private void leaveInTheMidst() {
        LeavingClient client = new LeavingClient(environment);
        RawRequest streamed = withHeaders(RawRequest.message(TestKeys.OPEN, body("\"stream\":true,")));
        String events = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":" + MESSAGE + "}\n\n";
        client.leaveAfter(streamed, events, ScriptedConnection::lastChunk);
        client.leaveBeforeTheResponse(streamed);
        client.leaveBeforeTheResponse(withHeaders(RawRequest.message(TestKeys.OPEN, body(""))));
    }

    private List<String> outcomes() {
        return environment.logs().usage().stream()
                .map(line -> line.get("outcome").asText())
                .distinct()
                .toList();
    }

    /** The console names users of the policy, which its operator wrote; and nothing that a client sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/teams",
                "/console/teams/open-team",
                "/console/teams/strict-team",
                "/console/upstreams",
                "/console/models",
                "/console/exchanges",
                "/console/configuration",
                "/console/replica",
                "/console/history.json"
            })
    void showsNothingOfItOnTheConsole(String path) {
        requests().forEach(environment::exchange);

        ReceivedResponse page = pageOfTheConsole(path);

        assertThat(page.status()).isEqualTo(200);
        assertThat(Canaries.areIn(page.text().replace(TestKeys.BLOCKED_USER, "").replace("bound-user-canary", "")))
                .isFalse();
    }

    private ReceivedResponse pageOfTheConsole(String path) {
        String password = Base64.getEncoder().encodeToString(("operator:" + ConsoleProfile.PASSWORD).getBytes(UTF_8));
        RawRequest request = RawRequest.bare("GET", path).with("authorization", "Basic " + password);
        String head = new String(request.head(), UTF_8)
                .replace("host: gateway.test", "host: localhost:" + environment.management());
        try (RawClient client = new RawClient(environment.management())) {
            client.send(head.getBytes(UTF_8));
            return client.response(request);
        }
    }

    @Test
    void canBeFollowedFromTheResponseToUsageLineTraceAndUpstream() {
        String script = script("200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\n", MESSAGE);
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .with("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .with("tracestate", "vendor=1")
                .playing(script);

        ReceivedResponse response = environment.exchange(request);

        String id = response.weirId();
        JsonNode line = environment.logs().onlyUsageOf(id);
        assertThat(line.get("upstream_request_id").asText()).isEqualTo("req_1");
        BoundedWait.until("the span", () -> traces.bytes().contains(id));
        Span exchange = traces.spans().stream()
                .filter(span -> OtlpReceiver.attributes(span).containsValue(id))
                .findFirst()
                .orElseThrow();
        assertThat(OtlpReceiver.hex(exchange.getTraceId())).isEqualTo(TRACE);
        assertThat(OtlpReceiver.hex(exchange.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
        List<Span> children = traces.spans().stream()
                .filter(span -> span.getParentSpanId().equals(exchange.getSpanId()))
                .toList();
        assertThat(children).extracting(Span::getName).containsExactlyInAnyOrder("quota", "attempt", "relay");
        Span attempt = children.stream()
                .filter(span -> span.getName().equals("attempt"))
                .findFirst()
                .orElseThrow();
        MessageHead sent = environment.upstream().onlyRequest(script).head();
        assertThat(sent.all("traceparent"))
                .containsExactly("00-" + TRACE + "-" + OtlpReceiver.hex(attempt.getSpanId()) + "-01");
        assertThat(sent.all("tracestate")).containsExactly("vendor=1");
    }

    @Test
    void auditsARejectedKeyUnderTheIdOfTheRequest() {
        ReceivedResponse response = environment.exchange(RawRequest.message(TestKeys.EXPIRED, RawRequest.HELLO));

        BoundedWait.until(
                "an audit line",
                () -> environment.logs().everything().stream()
                        .anyMatch(line -> line.startsWith("weir.audit event=key_rejected request_id="
                                + response.weirId() + " fault=expired team=")));
    }
}
