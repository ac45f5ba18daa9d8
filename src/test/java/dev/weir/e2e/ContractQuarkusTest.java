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
    private static final byte[] HELLO = RawRequest.HELLO.getBytes(UTF_8);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    static Stream<ContractCase> rows() {
        return Stream.of(ContractCases.all(), BodyContractCases.all()).flatMap(List::stream);
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

    /** Sends the request. If it declares a length itself, no body follows. */
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
        RawRequest request = ContractCase.hello()
                .without("x-api-key")
                .with(header, scheme + TestKeys.OPEN)
                .playing(script);

        assertThat(environment.exchange(request).status()).isEqualTo(200);
    }

    @Test
    void aGoodKeyMayComeInBothHeaders() {
        String script = ok();
        RawRequest request = ContractCase.hello()
                .with("authorization", "Bearer " + TestKeys.OPEN)
                .playing(script);

        assertThat(environment.exchange(request).status()).isEqualTo(200);
    }

    @Test
    void aGzipedBodyIsReadAndForwardedAsItCame() {
        String script = ok();
        byte[] packed = ByteChunks.gzip(HELLO);
        RawRequest request = ContractCase.hello()
                .carrying(packed)
                .with("content-encoding", "gzip")
                .playing(script);

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

        ReceivedResponse response = environment.exchange(ContractCase.hello().playing(script));

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

        assertThat(environment.exchange(ContractCase.hello().playing(script)).fault())
                .isEqualTo("502 api_error");
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

        ReceivedResponse response = environment.exchange(ContractCase.hello().playing(script));

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
