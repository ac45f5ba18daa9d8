package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers pass, both ways, as the upstream and the client see them. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class HeadersQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "keep-alive",
                "proxy-authenticate",
                "proxy-authorization",
                "proxy-connection",
                "te",
                "trailer",
                "upgrade",
                "expect",
                "cookie",
                "forwarded",
                "x-forwarded-for",
                "x-forwarded-host",
                "x-forwarded-anything",
                "x-real-ip",
                "x-http-method-override",
                "x-auth-request-access-token",
                "cf-connecting-ip",
                "x-amzn-oidc-data",
                "x-ms-client-principal",
                "l5d-client-id",
                "x-denied-here",
                "x-weir-request-id",
                "x-weir-anything",
                "anthropic-workspace-id",
                "anthropic-user-profile-id",
                "authorization"
            })
    void dropsTowardTheUpstream(String name) {
        String script = ok();
        String value =
                name.equals("authorization") ? "Bearer " + TestKeys.OPEN : name.equals("connection") ? "x-hop" : "1";
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with(name, value)
                .with("x-hop", "1");

        ReceivedResponse response = environment.exchange(request);

        assertThat(response.status()).isEqualTo(200);
        MessageHead seen = environment.upstream().onlyRequest(script).head();
        assertThat(seen.all(name)).isEmpty();
        assertThat(seen.all("x-hop")).hasSize(name.equals("connection") ? 0 : 1);
    }

    @Test
    void passesWhatItDoesNotKnowTowardTheUpstream() {
        String script = ok();
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("anthropic-beta", "one-2026-01-01,two-2026-01-01")
                .with("anthropic-beta", "three-2026-01-01")
                .with("anthropic-dangerous-direct-browser-access", "true")
                .with("anthropic-brand-new", "Some Value; q=1")
                .with("x-claude-code-session-id", "b6e9")
                .with("x-stainless-retry-count", "1")
                .with("user-agent", "claude-cli/2.1.330 (external, sdk-cli)")
                .with("accept", "application/json")
                .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        environment.exchange(request);

        MessageHead seen = environment.upstream().onlyRequest(script).head();
        assertThat(seen.all("anthropic-beta")).containsExactly("one-2026-01-01,two-2026-01-01", "three-2026-01-01");
        assertThat(seen.one("anthropic-version")).contains("2023-06-01");
        assertThat(seen.one("anthropic-dangerous-direct-browser-access")).contains("true");
        assertThat(seen.one("anthropic-brand-new")).contains("Some Value; q=1");
        assertThat(seen.one("x-claude-code-session-id")).contains("b6e9");
        assertThat(seen.one("x-stainless-retry-count")).contains("1");
        assertThat(seen.one("user-agent")).contains("claude-cli/2.1.330 (external, sdk-cli)");
        assertThat(seen.one("accept")).contains("application/json");
        assertThat(seen.one("content-type")).contains("application/json");
        assertThat(seen.one("traceparent")).contains("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void speaksForItselfTowardTheUpstream() {
        String script = ok();

        environment.exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("accept-encoding", "gzip, br"));

        MessageHead seen = environment.upstream().onlyRequest(script).head();
        assertThat(seen.startLine()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(seen.all("accept-encoding")).containsExactly("identity");
        assertThat(seen.all("host"))
                .containsExactly("127.0.0.1:" + environment.upstream().port());
        assertThat(seen.all("x-api-key")).containsExactly(OperatorFiles.FIRST_UPSTREAM_KEY);
        assertThat(seen.all("authorization")).isEmpty();
    }

    @Test
    void addsNoHeaderOfItsOwnTowardTheUpstream() {
        String script = ok();

        environment.exchange(RawRequest.post("/v1/messages", TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8))
                .playing(script));

        assertThat(environment.upstream().onlyRequest(script).head().names())
                .containsExactlyInAnyOrder(
                        "host",
                        "x-api-key",
                        "anthropic-version",
                        "content-type",
                        "content-length",
                        "accept-encoding",
                        ScriptedUpstream.SCRIPT);
    }

    @Test
    void sendsTheCredentialAsTheUpstreamWantsIt() {
        String script = ok();

        environment.exchange(
                RawRequest.message(TestKeys.BEARER, RawRequest.HELLO).playing(script));

        MessageHead seen = environment.upstream().onlyRequest(script).head();
        assertThat(seen.all("authorization")).containsExactly("Bearer upstream-key-canary-bearer");
        assertThat(seen.all("x-api-key")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?beta=true", "?a=%20b&a=c+d&%7e", "?", "?ids[]=1"})
    void forwardsTheQueryAsItIs(String query) {
        String script = ok();

        environment.exchange(RawRequest.post("/v1/messages" + query, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8))
                .playing(script));

        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("POST /v1/messages" + query + " HTTP/1.1");
    }

    @Test
    void takesWeirsKeyBesideAnotherOneAndSendsNeitherUpstream() {
        String script = ok();

        ReceivedResponse response = environment.exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("authorization", "Bearer sk-ant-oat01-own-token-of-a-user"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).head().all("authorization"))
                .isEmpty();
    }

    @Test
    void passesTheHeadersOfTheSameNameOnlyOnce() {
        String script = ok();

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        for (String name : List.of("request-id", "x-weir-request-id", "x-weir-source", "content-length")) {
            assertThat(response.head().all(name)).as(name).hasSize(1);
        }
    }

    private String ok() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }
}
