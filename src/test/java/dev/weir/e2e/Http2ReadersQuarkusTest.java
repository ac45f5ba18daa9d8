package dev.weir.e2e;

import static dev.weir.e2e.Http2Client.DATA;
import static dev.weir.e2e.Http2Client.END_STREAM;
import static dev.weir.e2e.Http2Client.RST_STREAM;
import static dev.weir.e2e.Http2Client.SETTINGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.e2e.Http2Client.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who opens streams of HTTP/2 and lets nothing be sent on them is given up after the time of a stall. */
@QuarkusTest
@TestProfile(ShortDeadlinesProfile.class)
@WithTestResource(GatewayEnvironmentResource.class)
class Http2ReadersQuarkusTest {
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    /** The first handshake of a process takes longer than this gateway waits. */
    @BeforeEach
    void shakeHands() {
        BoundedWait.until("a handshake in time", () -> {
            try (Http2Client client = new Http2Client(environment.tls())) {
                client.request(1, RawRequest.bare("HEAD", "/"), END_STREAM);
                return client.head(1).status().toString().equals("200");
            } catch (UncheckedIOException | AssertionError _) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/nope, 404", // of Weir, with a key
        "/nowhere, 404", // of Weir, which checks no key here
        "/v1/models/claude-a, 200" // relayed
    })
    void resetsAStreamWhoseResponseMayNotBeSent(String path, String status) {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        try (Http2Client client = new Http2Client(environment.tls())) {
            client.send(SETTINGS, 0, 0, NO_WINDOW);
            client.request(1, RawRequest.get(path, TestKeys.STRICT).playing(script), END_STREAM);
            String seen = client.head(1).status().toString();
            String id = client.head(1).get("x-weir-request-id").toString();
            Frame end = client.await(frame -> frame.is(RST_STREAM, 1) || frame.is(DATA, 1));

            assertThat(seen).isEqualTo(status);
            assertThat(end.type()).isEqualTo(RST_STREAM);
            assertThat(environment.logs().onlyUsageOf(id).path("outcome").asText())
                    .isEqualTo("client_gone");
        }
    }

    @AfterEach
    void nothingIsLeft() {
        environment.metrics().awaitNothingInFlight();
    }
}
