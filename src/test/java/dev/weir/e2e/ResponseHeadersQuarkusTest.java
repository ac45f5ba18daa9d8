package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers of the upstream reach the client, and which are added. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class ResponseHeadersQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep-alive",
                "proxy-authenticate",
                "proxy-connection",
                "trailer",
                "upgrade",
                "set-cookie",
                "alt-svc",
                "strict-transport-security",
                "anthropic-organization-id",
                "anthropic-workspace-id",
                "anthropic-ratelimit-requests-limit",
                "anthropic-ratelimit-unified-status",
                "anthropic-priority-input-tokens-limit",
                "anthropic-fast-output-tokens-reset",
                "x-weir-anything",
                "x-hop"
            })
    void dropsTowardTheClient(String name) {
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "200 OK\r\ncontent-type: application/json\r\nconnection: x-hop\r\n" + name
                                + ": 1\r\nx-kept: 1\r\n",
                        "{}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.head().all(name)).isEmpty();
        assertThat(response.header("x-kept")).contains("1");
    }

    @Test
    void passesWhatItDoesNotKnowTowardTheClient() {
        String script = environment.upstream().addScript(connection -> connection.respond("""
                200 OK\r
                content-type: application/json; charset=utf-8\r
                request-id: req_upstream\r
                cf-ray: 8a\r
                server: cloudflare\r
                anthropic-brand-new: yes\r
                vary: a\r
                vary: b\r
                retry-after-ms: 5\r
                """, "{}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.header("content-type")).contains("application/json; charset=utf-8");
        assertThat(response.header("request-id")).contains("req_upstream");
        assertThat(response.header("x-weir-request-id")).get().asString().startsWith("wreq_");
        assertThat(response.header("x-weir-source")).contains("upstream");
        assertThat(response.header("cf-ray")).isEmpty();
        assertThat(response.header("server")).contains("cloudflare");
        assertThat(response.header("anthropic-brand-new")).contains("yes");
        assertThat(response.head().all("vary")).containsExactly("a", "b", "origin");
        assertThat(response.header("retry-after-ms")).contains("5");
        assertThat(response.header("content-length")).contains("2");
    }

    @Test
    void takesTheLengthFromAnEventStream() {
        byte[] stream = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(UTF_8);
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond("200 OK\r\ncontent-type: text/event-stream\r\n", stream));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.header("content-length")).isEmpty();
        assertThat(response.header("transfer-encoding")).contains("chunked");
        assertThat(response.body()).isEqualTo(stream);
        assertThat(response.whole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void relaysAnEncodedResponseUntouched(String type) {
        byte[] packed = ByteChunks.gzip(RawRequest.HELLO.getBytes(UTF_8));
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "200 OK\r\ncontent-type: " + type + "\r\ncontent-encoding: gzip\r\n", packed));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.header("content-encoding")).contains("gzip");
        assertThat(response.body()).isEqualTo(packed);
        assertThat(response.whole()).isTrue();
    }

    @Test
    void neitherFollowsNorRelaysARedirect() {
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "302 Found\r\nlocation: http://127.0.0.1:"
                                + environment.upstream().port() + "/elsewhere\r\n",
                        new byte[0]));

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.fault()).isEqualTo("502 api_error");
        assertThat(response.text()).contains("redirected");
        assertThat(response.header("location")).isEmpty();
        assertThat(environment.upstream().received(script)).hasSize(1);
    }
}
