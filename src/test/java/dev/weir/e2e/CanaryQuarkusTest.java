package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.tracing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No content, credential or other text of a client in any log, metric, trace or error: every key and text of these
 * requests has the word canary in it, and nothing that the gateway writes has.
 */
@QuarkusTest
@WithTestResource(TracedEnvironmentResource.class)
class CanaryQuarkusTest {
    private static final String CANARY = "canary";
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
        String last = responses.stream()
                .filter(response -> response.header("x-weir-request-id").isPresent())
                .toList()
                .getLast()
                .weirId();
        environment.logs().onlyUsageOf(last);
        BoundedWait.until("the last span", () -> traces.bytes().contains(last));

        assertThat(responses).hasSizeGreaterThan(50);
        assertThat(responses.stream()
                        .filter(response -> response.header("x-weir-source").equals(Optional.of("gateway")))
                        .map(ReceivedResponse::text))
                .noneMatch(CanaryQuarkusTest::hasCanary);
        assertThat(environment.logs().everything()).noneMatch(CanaryQuarkusTest::hasCanary);
        assertThat(environment.metrics().page().lines()).noneMatch(CanaryQuarkusTest::hasCanary);
        assertThat(traces.spans()).hasSizeGreaterThan(responses.size());
        assertThat(hasCanary(traces.bytes())).isFalse();
    }

    private static boolean hasCanary(String text) {
        return text.toLowerCase(Locale.ROOT).contains(CANARY);
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
