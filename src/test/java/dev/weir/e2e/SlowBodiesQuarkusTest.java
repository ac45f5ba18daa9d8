package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that come slowly, and upstreams that are silent for longer. */
@QuarkusTest
@TestProfile(ShortDeadlinesProfile.class)
@WithTestResource(GatewayEnvironmentResource.class)
class SlowBodiesQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @BeforeEach
    void awaitWatch() {
        environment.awaitWatch();
    }

    @Test
    void aBodyThatStopsIsRejected() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, "x".repeat(10_000));
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(new byte[] {'{'});
            ReceivedResponse response = client.response(request);

            assertThat(response.fault()).isEqualTo("408 timeout_error");
            assertThat(response.message()).contains("weir.body.min-rate");
            assertThat(response.header("connection")).contains("close");
            assertThat(environment
                            .logs()
                            .onlyUsageOf(response.weirId())
                            .path("outcome")
                            .asText())
                    .isEqualTo("invalid");
        }
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void aBodyThatArrivesTooSlowlyIsRejected() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, "");
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.headOfChunked());
            BoundedWait.until("a response", () -> !client.drips(ByteChunks.chunk(new byte[] {' '})));

            assertThat(client.response(request).fault()).isEqualTo("408 timeout_error");
        }
    }

    @Test
    void aBodyThatComesSteadilyMayTakeLonger() {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        byte[] body = Arrays.copyOf(RawRequest.HELLO.getBytes(UTF_8), 160_000);
        Arrays.fill(body, RawRequest.HELLO.length(), body.length, (byte) ' ');
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, "").carrying(body).playing(script);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            for (int from = 0; from < body.length; from += 4_000) {
                assertThat(client.isSilentFor(40)).isTrue();
                client.send(Arrays.copyOfRange(body, from, from + 4_000));
            }

            assertThat(client.response(request).status()).isEqualTo(200);
        }
        assertThat(environment.upstream().onlyRequest(script).body()).isEqualTo(body);
    }

    @Test
    void aSilentUpstreamIsWaitedForLongerThanAnySender() {
        CountDownLatch waited = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            await(waited);
            connection.respond("200 OK\r\n", "{}".getBytes(UTF_8));
        });
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            boolean silent = client.isSilentFor(2_500);
            waited.countDown();

            assertThat(silent).isTrue();
            assertThat(client.response(request).status()).isEqualTo(200);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Duration.ofSeconds(20).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
