package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The responses made by Weir: statuses, envelopes, headers, and the order of the checks. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ContractQuarkusTest {
    private static final long OVER_THE_LIMIT = 32L * 1024 * 1024 + 1;

    private static final byte[] HELLO = RawRequest.HELLO.getBytes(UTF_8);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /**
     * One row of the contract.
     *
     * @param fault status and error type
     * @param message how the message begins
     * @param headers that the response has, each as {@code name: value}
     */
    record ContractCase(String name, RawRequest request, String fault, String message, List<String> headers) {
        static ContractCase of(String name, RawRequest request, String fault, String message, String... headers) {
            return new ContractCase(name, request, fault, message, List.of(headers));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<ContractCase> rows() {
        return Stream.of(paths(), methods(), credentials(), bodies(), plans(), order())
                .flatMap(List::stream);
    }

    private static List<ContractCase> paths() {
        String unknown = "404 not_found_error";
        String ambiguous = "400 invalid_request_error";
        return List.of(
                ContractCase.of(
                        "unknown path", RawRequest.post("/v1/nothing", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of(
                        "doubled slash", RawRequest.post("//v1/messages", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of(
                        "slash at the end",
                        RawRequest.post("/v1/messages/", TestKeys.OPEN, HELLO),
                        unknown,
                        "Not found"),
                ContractCase.of(
                        "upper case", RawRequest.post("/V1/messages", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of("health on the data port", RawRequest.bare("GET", "/q/health"), unknown, "Not found"),
                ContractCase.of("metrics on the data port", RawRequest.bare("GET", "/q/metrics"), unknown, "Not found"),
                ContractCase.of("GET of the probe", RawRequest.bare("GET", "/"), unknown, "Not found"),
                ContractCase.of(
                        "path parameter",
                        RawRequest.post("/v1/messages;a=1", TestKeys.OPEN, HELLO),
                        ambiguous,
                        "The path"),
                ContractCase.of(
                        "hidden slash", RawRequest.post("/v1%2fmessages", TestKeys.OPEN, HELLO), ambiguous, "The path"),
                ContractCase.of(
                        "hidden dots",
                        RawRequest.post("/x/%2e%2e/v1/messages", TestKeys.OPEN, HELLO),
                        ambiguous,
                        "The path"),
                ContractCase.of(
                        "hidden NUL", RawRequest.post("/v1/messages%00", TestKeys.OPEN, HELLO), ambiguous, "The path"));
    }

    private static List<ContractCase> methods() {
        String fault = "405 invalid_request_error";
        return List.of(
                ContractCase.of(
                        "GET of messages",
                        RawRequest.get("/v1/messages", TestKeys.OPEN),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "PUT of messages", RawRequest.bare("PUT", "/v1/messages"), fault, "Method", "allow: POST"),
                ContractCase.of(
                        "OPTIONS of messages",
                        RawRequest.bare("OPTIONS", "/v1/messages"),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "GET of count_tokens",
                        RawRequest.get("/v1/messages/count_tokens", TestKeys.OPEN),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "DELETE of models", RawRequest.bare("DELETE", "/v1/models"), fault, "Method", "allow: GET"),
                ContractCase.of(
                        "POST of one model", RawRequest.bare("POST", "/v1/models/a"), fault, "Method", "allow: GET"));
    }

    private static List<ContractCase> credentials() {
        String fault = "401 authentication_error";
        String retry = "x-should-retry: false";
        RawRequest none = RawRequest.message("", RawRequest.HELLO).without("x-api-key");
        return List.of(
                ContractCase.of("no key", none, fault, "No API key", retry),
                ContractCase.of("empty key", none.with("x-api-key", ""), fault, "No API key", retry),
                ContractCase.of("empty bearer", none.with("authorization", "Bearer "), fault, "No API key", retry),
                ContractCase.of(
                        "unknown key",
                        RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO),
                        fault,
                        "This API key",
                        retry),
                ContractCase.of(
                        "unknown bearer",
                        none.with("authorization", "Bearer " + TestKeys.UNKNOWN),
                        fault,
                        "This API key",
                        retry),
                ContractCase.of("short key", none.with("x-api-key", "canary"), fault, "This API key", retry),
                ContractCase.of(
                        "long key", none.with("x-api-key", "canary".repeat(2000)), fault, "This API key", retry),
                ContractCase.of(
                        "odd characters", none.with("x-api-key", "canary' OR 1=1 --\"é"), fault, "This API key", retry),
                ContractCase.of(
                        "basic", none.with("authorization", "Basic Y2FuYXJ5"), fault, "The header 'Auth", retry),
                ContractCase.of(
                        "expired",
                        RawRequest.message(TestKeys.EXPIRED, RawRequest.HELLO),
                        fault,
                        "The API key expired of",
                        retry),
                ContractCase.of(
                        "two different",
                        RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                                .with("authorization", "Bearer " + TestKeys.STRICT),
                        fault,
                        "Two different",
                        retry),
                ContractCase.of(
                        "two of one name",
                        RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).with("x-api-key", TestKeys.STRICT),
                        fault,
                        "Two different",
                        retry),
                ContractCase.of("no key for models", RawRequest.bare("GET", "/v1/models"), fault, "No API key", retry));
    }

    private static List<ContractCase> bodies() {
        String fault = "400 invalid_request_error";
        return List.of(
                body("no body", "", fault, ""),
                body("no JSON", "canary", fault, ""),
                body("no object", "[]", fault, ""),
                body("cut JSON", RawRequest.HELLO.substring(0, 40), fault, ""),
                body("no model", "{\"max_tokens\":1,\"messages\":[]}", fault, "model: Field required"),
                body("odd model", "{\"model\":1,\"max_tokens\":1,\"messages\":[]}", fault, "model: "),
                body(
                        "no messages",
                        "{\"model\":\"claude-canary\",\"max_tokens\":1}",
                        fault,
                        "messages: Field required"),
                body(
                        "no max_tokens",
                        "{\"model\":\"claude-canary\",\"messages\":[]}",
                        fault,
                        "max_tokens: Field required"),
                body(
                        "negative max_tokens",
                        "{\"model\":\"claude-canary\",\"messages\":[],\"max_tokens\":-1}",
                        fault,
                        "max_tokens: "),
                body(
                        "odd stream",
                        RawRequest.HELLO.replace("{\"model\"", "{\"stream\":1,\"model\""),
                        fault,
                        "stream: "),
                body(
                        "odd user",
                        RawRequest.HELLO.replace("{\"model\"", "{\"metadata\":{\"user_id\":1},\"model\""),
                        fault,
                        "metadata"),
                body(
                        "two models",
                        RawRequest.HELLO.replace("{\"model\"", "{\"model\":\"claude-a\",\"model\""),
                        fault,
                        "model: Field given"),
                ContractCase.of(
                        "count_tokens without messages",
                        RawRequest.post(
                                "/v1/messages/count_tokens",
                                TestKeys.OPEN,
                                "{\"model\":\"claude-canary\"}".getBytes(UTF_8)),
                        fault,
                        "messages: Field required"),
                ContractCase.of(
                        "brotli",
                        message().with("content-encoding", "br"),
                        "415 invalid_request_error",
                        "content-encoding"),
                ContractCase.of(
                        "gzip twice",
                        message().with("content-encoding", "gzip, gzip"),
                        "415 invalid_request_error",
                        "content-encoding"),
                ContractCase.of("no gzip", message().with("content-encoding", "gzip"), fault, ""),
                ContractCase.of(
                        "a bomb",
                        message()
                                .carrying(ByteChunks.gzip(
                                        " ".repeat((int) OVER_THE_LIMIT).getBytes(UTF_8)))
                                .with("content-encoding", "gzip"),
                        "413 request_too_large",
                        "The request body"));
    }

    private static List<ContractCase> plans() {
        String fault = "400 invalid_request_error";
        return List.of(
                plan("model", RawRequest.HELLO.replace("claude-", "canary-"), "model: not allowed on plan strict"),
                plan(
                        "fallback",
                        with("\"fallbacks\":[{\"model\":\"claude-a\"},{\"model\":\"canary\"}]"),
                        "fallbacks[1].model: "),
                plan("any fallback", with("\"fallbacks\":\"default\""), "fallbacks: \"default\""),
                plan("fallbacks", with("\"fallbacks\":[{\"model\":\"claude-a\"}]"), "fallbacks: plan strict denies"),
                plan("MCP", with("\"mcp_servers\":[{\"type\":\"url\"}]"), "mcp_servers: plan strict denies"),
                plan(
                        "server tools",
                        with("\"tools\":[{\"type\":\"web_search_20250305\"}]"),
                        "tools: plan strict denies"),
                plan("speed", with("\"speed\":\"fast\""), "speed: plan strict denies"),
                plan("place", with("\"inference_geo\":\"us\""), "inference_geo: plan strict denies"),
                plan("tier", with("\"service_tier\":\"auto\""), "service_tier: plan strict denies"),
                plan("container", with("\"container\":\"c\""), "container: plan strict denies"),
                plan("bill", with("\"billing_policy\":{\"bill_to\":\"self\"}"), "billing_policy: plan strict denies"),
                plan(
                        "url",
                        RawRequest.HELLO.replace(
                                "\"hi\"",
                                "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://canary\"}}]"),
                        "messages: plan strict denies url-sources"),
                plan(
                        "file",
                        RawRequest.HELLO.replace(
                                "\"hi\"",
                                "[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"canary\"}}]"),
                        "messages: plan strict denies file-sources"),
                ContractCase.of(
                        "model to count",
                        RawRequest.post(
                                "/v1/messages/count_tokens",
                                TestKeys.STRICT,
                                "{\"model\":\"canary\",\"messages\":[]}".getBytes(UTF_8)),
                        fault,
                        "model: not allowed"),
                ContractCase.of(
                        "listed model",
                        RawRequest.get("/v1/models/canary-model", TestKeys.STRICT),
                        "404 not_found_error",
                        "model: not a model of this plan"),
                ContractCase.of(
                        "blocked user",
                        RawRequest.message(
                                TestKeys.STRICT, with("\"metadata\":{\"user_id\":\"" + TestKeys.BLOCKED_USER + "\"}")),
                        "403 permission_error",
                        ""));
    }

    private static List<ContractCase> order() {
        String huge = Long.toString(OVER_THE_LIMIT);
        RawRequest hugeBad = RawRequest.bare("POST", "/v1/messages").with("content-length", huge);
        return List.of(
                ContractCase.of(
                        "path before key",
                        RawRequest.post("/v1/nothing", TestKeys.UNKNOWN, HELLO),
                        "404 not_found_error",
                        ""),
                ContractCase.of(
                        "disabled before key",
                        RawRequest.post("/v1/files", TestKeys.UNKNOWN, HELLO),
                        "501 not_supported",
                        "",
                        "x-should-retry: false"),
                ContractCase.of(
                        "method before key",
                        RawRequest.get("/v1/messages", TestKeys.UNKNOWN),
                        "405 invalid_request_error",
                        ""),
                ContractCase.of(
                        "path before method", RawRequest.bare("PATCH", "/v1/nothing"), "404 not_found_error", ""),
                ContractCase.of(
                        "key before size",
                        hugeBad.with("x-api-key", TestKeys.UNKNOWN),
                        "401 authentication_error",
                        "",
                        "connection: close"),
                ContractCase.of(
                        "size before encoding",
                        hugeBad.with("x-api-key", TestKeys.OPEN).with("content-encoding", "br"),
                        "413 request_too_large",
                        "",
                        "connection: close"),
                ContractCase.of(
                        "key before body",
                        RawRequest.message(TestKeys.UNKNOWN, "canary"),
                        "401 authentication_error",
                        ""),
                plan("body before plan", "{\"model\":\"canary\",\"messages\":[]}", "max_tokens: Field required"));
    }

    private static RawRequest message() {
        return RawRequest.message(TestKeys.OPEN, RawRequest.HELLO);
    }

    private static ContractCase body(String name, String body, String fault, String message) {
        return ContractCase.of(name, RawRequest.message(TestKeys.OPEN, body), fault, message);
    }

    private static ContractCase plan(String name, String body, String message) {
        return ContractCase.of(
                "plan: " + name, RawRequest.message(TestKeys.STRICT, body), "400 invalid_request_error", message);
    }

    /** A message with one more member. */
    private static String with(String member) {
        return RawRequest.HELLO.replace("{\"model\"", "{" + member + ",\"model\"");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void returnsTheResponseOfTheContract(ContractCase row) {
        ReceivedResponse response = exchangeWithDeclaredLength(row.request());

        assertThat(response.fault()).isEqualTo(row.fault());
        assertThat(response.message()).startsWith(row.message()).doesNotContain("canary");
        assertThat(response.whole()).isTrue();
        assertIsTheEnvelope(response);
        for (String header : row.headers()) {
            String[] parts = header.split(": ", 2);
            assertThat(response.header(parts[0])).as(parts[0]).contains(parts[1]);
        }
    }

    /** Sends the request; a declared length of its own stands, and no body follows then. */
    private ReceivedResponse exchangeWithDeclaredLength(RawRequest request) {
        if (request.fields().stream().noneMatch(field -> field.name().equals("content-length"))) {
            return environment.exchange(request);
        }
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(new String(request.head(), ISO_8859_1)
                    .replace("content-length: 0\r\n", "")
                    .getBytes(ISO_8859_1));
            return client.response(request);
        }
    }

    private static void assertIsTheEnvelope(ReceivedResponse response) {
        assertThat(response.header("content-type")).contains("application/json");
        assertThat(response.header("x-weir-source")).contains("gateway");
        assertThat(response.header("request-id")).isEqualTo(response.header("x-weir-request-id"));
        assertThat(response.json().path("request_id").asText()).isEqualTo(response.weirId());
        assertThat(response.json().path("type").asText()).isEqualTo("error");
        assertThat(response.json().fieldNames()).toIterable().containsExactly("type", "error", "request_id");
        assertThat(response.message()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages/batches",
                "/v1/messages/batches/b1/results",
                "/v1/files",
                "/v1/files/f1/content",
                "/v1/skills",
                "/v1/skills/s1",
                "/v1/complete",
                "/v1/agents",
                "/v1/agents/a1",
                "/v1/sessions",
                "/v1/sessions/s/events/stream",
                "/v1/environments",
                "/v1/environments/e",
                "/v1/organizations",
                "/v1/organizations/o/users"
            })
    void whatIsNotEnabledIsNotSupported(String path) {
        ReceivedResponse response = environment.exchange(RawRequest.get(path, TestKeys.OPEN));

        assertThat(response.fault()).isEqualTo("501 not_supported");
        assertThat(response.header("x-should-retry")).contains("false");
        assertIsTheEnvelope(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/hello"})
    void respondsToProbesWithoutAKeyAndWithoutALine(String path) {
        ReceivedResponse response = environment.exchange(RawRequest.bare("HEAD", path));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("x-weir-source")).contains("gateway");
        assertThat(response.header("x-weir-request-id"))
                .isEqualTo(response.header("request-id"))
                .isPresent();
        // A later exchange has its line, the probe none
        ReceivedResponse later = environment.exchange(RawRequest.bare("GET", "/v1/nothing"));
        environment.logs().onlyUsageOf(later.weirId());
        assertThat(environment.logs().usageOf(response.weirId())).isEmpty();
    }

    /** Quarkus itself rejects what java.net.URI cannot read, before any handler of ours: no envelope, no record. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/%c", "/v1/models/%zz", "/v1/models?limit=%zz", "/v1/messages?a={1}"})
    void whatIsNoUriIsRejectedByTheServerItself(String target) {
        ReceivedResponse response = environment.exchange(RawRequest.get(target, TestKeys.OPEN));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEmpty();
        assertThat(response.whole()).isTrue();
    }

    @Test
    void aHeadOfAnotherPathHasNoBody() {
        ReceivedResponse response = environment.exchange(RawRequest.bare("HEAD", "/v1/nothing"));

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.whole()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"x-api-key, ''", "authorization, 'Bearer '", "authorization, 'bearer  '", "Authorization, 'BEARER '"})
    void aGoodKeyIsTakenFromEitherHeader(String header, String scheme) {
        String script = ok();
        RawRequest request = message()
                .without("x-api-key")
                .with(header, scheme + TestKeys.OPEN)
                .playing(script);

        assertThat(environment.exchange(request).status()).isEqualTo(200);
    }

    @Test
    void aGoodKeyMayComeInBothHeaders() {
        String script = ok();
        RawRequest request =
                message().with("authorization", "Bearer " + TestKeys.OPEN).playing(script);

        assertThat(environment.exchange(request).status()).isEqualTo(200);
    }

    @Test
    void aGzipedBodyIsReadAndForwardedAsItCame() {
        String script = ok();
        byte[] packed = ByteChunks.gzip(HELLO);
        RawRequest request =
                message().carrying(packed).with("content-encoding", "gzip").playing(script);

        assertThat(environment.exchange(request).status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).body()).isEqualTo(packed);
        assertThat(environment.upstream().onlyRequest(script).head().one("content-encoding"))
                .contains("gzip");
    }

    @Test
    void aTeamWithoutAnUpstreamHasTheOneOfTheLowestPriority() {
        String script = ok();

        assertThat(environment
                        .exchange(RawRequest.message(TestKeys.ANYWHERE, RawRequest.HELLO)
                                .playing(script))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anUpstreamThatCannotBeReachedIsABadGateway() {
        ReceivedResponse response = environment.exchange(RawRequest.message(TestKeys.DEAD, RawRequest.HELLO));

        assertThat(response.fault()).isEqualTo("502 api_error");
        assertIsTheEnvelope(response);
    }

    @Test
    void anUpstreamThatRejectsOurKeyIsABadGateway() {
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "401 Unauthorized\r\ncontent-type: application/json\r\nx-secret: canary\r\n",
                        "{\"error\":{\"message\":\"invalid x-api-key canary\"}}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(message().playing(script));

        assertThat(response.fault()).isEqualTo("502 api_error");
        assertThat(response.text()).doesNotContain("canary", "invalid");
        assertThat(response.header("x-secret")).isEmpty();
        assertIsTheEnvelope(response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\ncontent-type: text/eve",
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            })
    void anUpstreamThatLeavesBeforeAResponseIsABadGateway(String sent) {
        String script = environment.upstream().addScript(connection -> {
            connection.send(sent);
            connection.close();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.fault()).isEqualTo("502 api_error");
        assertIsTheEnvelope(response);
    }

    @Test
    void anUpstreamThatSpeaksNoHttpIsABadGateway() {
        String script = environment.upstream().addScript(connection -> {
            connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            connection.close();
        });

        assertThat(environment.exchange(message().playing(script)).fault()).isEqualTo("502 api_error");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529, 599})
    void whatTheUpstreamRejectsIsRelayedAsItIs(int status) {
        byte[] body = """
                {"type":"error", "error":{"type":"odd_error","message":"prompt is too long: 1 > 0",\
                "details":{"error_code":"x"}},
                 "request_id":"req_upstream"}
                """.getBytes(UTF_8);
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        status + " Whatever\r\ncontent-type: application/json\r\nrequest-id: req_upstream\r\n"
                                + "x-should-retry: false\r\nretry-after: 7\r\nx-odd: 1\r\n",
                        body));

        ReceivedResponse response = environment.exchange(message().playing(script));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.header("request-id")).contains("req_upstream");
        assertThat(response.header("x-weir-source")).contains("upstream");
        assertThat(response.header("x-should-retry")).contains("false");
        assertThat(response.header("retry-after")).contains("7");
        assertThat(response.header("x-odd")).contains("1");
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("outcome")
                        .asText())
                .isEqualTo("upstream_error");
    }

    private String ok() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }
}
