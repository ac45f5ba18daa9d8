package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class CorsQuarkusTest {
    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    @Test
    void respondsToAPreflightWithoutAKey() {
        RawRequest preflight = RawRequest.bare("OPTIONS", "/v1/messages")
                .with("origin", GatewayEnvironment.ORIGIN)
                .with("access-control-request-method", "POST")
                .with("access-control-request-headers", "content-type,x-api-key");

        ReceivedResponse response = environment.exchange(preflight);

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("access-control-allow-origin")).contains(GatewayEnvironment.ORIGIN);
        assertThat(response.header("access-control-allow-headers")).contains("content-type,x-api-key");
    }

    @Test
    void letsOtherOriginsNoPreflightPass() {
        RawRequest preflight = RawRequest.bare("OPTIONS", "/v1/messages")
                .with("origin", "https://other.example")
                .with("access-control-request-method", "POST");

        ReceivedResponse response = environment.exchange(preflight);

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void letsPagesReadErrorResponsesOfTheGateway() {
        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO).with("origin", GatewayEnvironment.ORIGIN));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("access-control-allow-origin")).contains(GatewayEnvironment.ORIGIN);
        assertThat(response.header("access-control-expose-headers"))
                .get()
                .asString()
                .contains("request-id");
    }

    @Test
    void letsPagesReadResponsesOfTheUpstreamWhateverItSaysOfOrigins() {
        String script = environment
                .upstream()
                .addScript(connection -> connection.respond(
                        "200 OK\r\naccess-control-allow-origin: *\r\naccess-control-allow-credentials: true\r\n",
                        "{}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("origin", GatewayEnvironment.ORIGIN));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head().all("access-control-allow-origin")).containsExactly(GatewayEnvironment.ORIGIN);
        assertThat(response.header("access-control-allow-credentials")).isEmpty();
        assertThat(response.head().all("vary")).containsExactly("origin");
    }
}
