package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request targets and HTTP versions as clients send them, good or not. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class TargetsQuarkusTest {
    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    /** Queries that are no valid URI, and some that are. */
    static Stream<String> queries() {
        Stream<String> eachByte = IntStream.rangeClosed('!', '~').mapToObj(each -> "x=" + (char) each);
        Stream<String> others = Stream.of(
                "beta=true",
                "x=%zz",
                "x=%0",
                "%",
                "%%%",
                "x=%u0041",
                "{a}={b}",
                "x=[[",
                "a[]=1",
                "x=http://[::1",
                "x=%00",
                "x=%ff",
                "//",
                "",
                "a=b=c&&",
                "x=%0d%0ay");
        return Stream.concat(eachByte, others);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void forwardsAnyQueryAsItCame(String query) {
        String script = ok();
        RawRequest request = RawRequest.post("/v1/messages?" + query, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8));

        ReceivedResponse response = environment.exchange(request.playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("POST /v1/messages?" + query + " HTTP/1.1");
    }

    @Test
    void forwardsAQueryOfHttp2AsItCame() {
        String script = ok();
        RawRequest request = RawRequest.get("/v1/models/claude-a?x=%zz{|}\"`^\\<>[", TestKeys.OPEN)
                .playing(script);

        try (Http2Client client = new Http2Client(environment.tls())) {
            client.request(1, request, Http2Client.END_STREAM);

            assertThat(client.head(1).status().toString()).isEqualTo("200");
        }
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("GET " + request.target() + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/messages/count_tokens?x=%zz", "/v1/messages/count_tokens?{|}", "/v1/models/claude-a?%"})
    void forwardsAnyQueryOfOtherPathsAsItCame(String target) {
        String script = ok();
        RawRequest request = target.contains("models")
                ? RawRequest.get(target, TestKeys.OPEN)
                : RawRequest.post(target, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8));

        ReceivedResponse response = environment.exchange(request.playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo(request.method() + " " + target + " HTTP/1.1");
    }

    @Test
    void forwardsTheOtherParametersOfAListAsTheyCame() {
        String script = environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\n", "{\"data\":[],\"has_more\":false}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(
                RawRequest.get("/v1/models?limit=3&x=%zz&y={|}", TestKeys.OPEN).playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("GET /v1/models?limit=1000&x=%zz&y={|} HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /weir/limits?user_id=%zz, 400 invalid_request_error",
                "GET /weir/limits?{, 400 invalid_request_error",
                "GET /v1/models?limit=%zz, 400 invalid_request_error",
                "GET /v1/{, 404 not_found_error",
                "GET /|?x=%zz, 404 not_found_error",
                "GET /v1/%zz, 400 invalid_request_error",
                "GET /v1/models/a%, 400 invalid_request_error",
                "GET /v1/files?{, 501 not_supported",
                "GET /v1/messages?{, 405 invalid_request_error",
                "GET v1/messages, 404 not_found_error",
                "GET ?x=1, 400 invalid_request_error",
                "OPTIONS *, 404 not_found_error",
                "CONNECT other.test:443, 404 not_found_error"
            })
    void respondsToAnyTargetInTheEnvelope(String methodTargetFault) {
        List<String> parts = List.of(methodTargetFault.split(", | ", 3));
        RawRequest request = RawRequest.bare(parts.get(0), parts.get(1)).with("x-api-key", TestKeys.OPEN);

        ReceivedResponse response = environment.exchange(request);

        assertThat(response.fault()).isEqualTo(parts.get(2));
        assertThatItIsOnRecord(response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages?x=\u00e9",
                "/v1/messages\u00e9",
                "/v1/messages?\u0080",
                "/\u00ff",
                "/v1/messages?x=\u0001",
                "/v1/models?\u001b",
                "/v1/messages?x=\u007f"
            })
    void saysThatHttpDoesNotAllowAByte(String target) {
        RawRequest request = RawRequest.post(target, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8));

        ReceivedResponse response = environment.exchange(request);

        assertThat(response.fault()).isEqualTo("400 invalid_request_error");
        assertThat(response.message()).contains("does not allow");
        assertThatItIsOnRecord(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages?x=%zz", "/v1/messages?x=\u00e9", "/v1/{"})
    void doesNotSwallowABodyBehindABadTargetWithoutAKey(String target) {
        RawRequest request = RawRequest.post(target, TestKeys.UNKNOWN, new byte[0]);
        String head = new String(request.head(), ISO_8859_1).replace("content-length: 0", "content-length: 200000000");

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(head.getBytes(ISO_8859_1));
            ReceivedResponse response = client.response(request);

            assertThat(response.status()).isIn(400, 401, 404);
            assertThat(response.header("connection")).contains("close");
            assertThat(sendUntilClosed(client)).isLessThan(100_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/9.9",
                "HTTP/1.2",
                "HTTP/1.10",
                "HTTP/01.1",
                "HTTP/1.01",
                "HTTP/2.0",
                "HTTP/0.9",
                "HTTP/3",
                "HTTP/1",
                "HTTP/",
                "http/1.1",
                "HTTP/1.1.1",
                "HTTP/99999999999.1",
                "HTTP/1.x",
                "HTTPS/1.1",
                "X/1.1"
            })
    void rejectsAnyOtherVersion(String version) {
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(new String(request.head(), ISO_8859_1)
                    .replace("HTTP/1.1", version)
                    .getBytes(ISO_8859_1));
            client.send(request.body());
            ReceivedResponse response = client.response(request);

            assertThat(response.head().startLine()).startsWith("HTTP/1.1 505 ");
            assertThat(response.fault()).isEqualTo("505 invalid_request_error");
            assertThat(client.isClosedByGateway()).isTrue();
            assertThatItIsOnRecord(response);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/9.9\r\n\r\n",
                "GET * HTTP/1.2\r\nhost: a\r\n\r\n",
                "GET /v1/messages HTTP/9.9\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
                "HEAD / HTTP/1.2\r\nhost: a\r\n\r\n"
            })
    void rejectsAnyOtherVersionWhateverElseIsAsked(String head) {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(head.getBytes(ISO_8859_1));
            Optional<MessageHead> response = client.maybeHead();

            assertThat(response.map(MessageHead::startLine).orElse("")).startsWith("HTTP/1.1 505 ");
        }
    }

    private void assertThatItIsOnRecord(ReceivedResponse response) {
        assertThat(response.header("x-weir-source")).contains("gateway");
        JsonNode usage = environment.logs().onlyUsageOf(response.weirId());
        assertThat(usage.path("outcome").asText()).isEqualTo("invalid");
        assertThat(usage.path("status").asInt()).isEqualTo(response.status());
    }

    /** Sends until the gateway has closed the connection, and returns how many bytes went out. */
    private static long sendUntilClosed(RawClient client) {
        byte[] chunk = new byte[1_000_000];
        for (long sent = 0; sent < 200_000_000; sent += chunk.length) {
            try {
                client.send(chunk);
            } catch (UncheckedIOException _) {
                return sent;
            }
        }
        return 200_000_000;
    }

    private String ok() {
        return environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
    }
}
