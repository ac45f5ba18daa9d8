package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request targets as clients send them, good or not. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class TargetsQuarkusTest {
    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(strings = {"beta=true", "a[]=1", "?", "x=%00", "x=%ff", "x;y", "//", "", "a=b=c&&", "x=%0d%0ay"})
    void forwardsAnyQueryAsItCame(String query) {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));

        ReceivedResponse response = environment.exchange(
                RawRequest.post("/v1/messages?" + query, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8))
                        .playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(environment.upstream().onlyRequest(script).head().startLine())
                .isEqualTo("POST /v1/messages?" + query + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages?x=\u00e9", "/v1/messages\u00e9"})
    void saysThatHttpDoesNotAllowAByte(String target) {
        RawRequest request = RawRequest.post(target, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8));

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            ReceivedResponse response = client.response(request);

            assertThat(response.fault()).isEqualTo("400 invalid_request_error");
            assertThat(response.message()).contains("does not allow");
            assertThat(response.header("x-weir-request-id")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages?\u0080", "/v1/{", "/v1/messages?x=\u0001", "/v1/messages?x=\u007f"})
    void forwardsNothingBehindABadTarget(String target) {
        RawRequest request = RawRequest.post(target, TestKeys.OPEN, RawRequest.HELLO.getBytes(UTF_8));

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            Optional<ReceivedResponse> response = client.nextResponse();

            response.ifPresent(some -> assertThat(some.status()).isIn(400, 404));
        }
    }
}
