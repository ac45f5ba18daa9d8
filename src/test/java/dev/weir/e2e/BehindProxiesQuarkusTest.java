package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The gateway behind a real nginx and a real HAProxy, set up as the documentation says. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class BehindProxiesQuarkusTest {
    private static final String EVENT = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final int LARGE = 32 * 1024 * 1024;

    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    /** Which proxy, and how it is set up. */
    enum Setup {
        NGINX,
        NGINX_WITH_ITS_DEFAULTS,
        HAPROXY
    }

    private FrontProxy start(Setup setup) {
        Optional<FrontProxy> started = switch (setup) {
            case NGINX -> FrontProxy.nginx(environment.gateway());
            case NGINX_WITH_ITS_DEFAULTS -> FrontProxy.plainNginx(environment.gateway());
            case HAPROXY -> FrontProxy.haproxy(environment.gateway());
        };
        assumeThat(started).as("it is installed").isPresent();
        return started.orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void passesEveryEventOnBeforeTheNextIsSent(Setup setup) throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENT);
            await(seen);
            connection.chunk(STOP);
            connection.lastChunk();
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (FrontProxy proxy = start(setup);
                RawClient client = new RawClient(proxy.port())) {
            client.send(request.head());
            client.send(request.body());
            RawBodyReader body = client.body(request, client.head());
            String first = new String(body.next(EVENT.length()), UTF_8);
            seen.countDown();
            String rest = new String(body.rest(), UTF_8);

            assertThat(first + rest).isEqualTo(EVENT + STOP);
            assertThat(body.isWhole()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NGINX_WITH_ITS_DEFAULTS")
    void takesARequestOfTheLargestSize(Setup setup) {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        byte[] large = Arrays.copyOf(RawRequest.HELLO.getBytes(UTF_8), LARGE);
        Arrays.fill(large, RawRequest.HELLO.length(), LARGE, (byte) ' ');

        try (FrontProxy proxy = start(setup)) {
            ReceivedResponse response = RawClient.exchange(
                    proxy.port(),
                    RawRequest.message(TestKeys.OPEN, "").carrying(large).playing(script));

            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(environment.upstream().onlyRequest(script).body()).hasSize(LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void makesNothingWholeOfAResponseThatIsCut(Setup setup) {
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.send("5\r\n{\"id\"\r\n");
            connection.close();
        });
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);

        try (FrontProxy proxy = start(setup);
                RawClient client = new RawClient(proxy.port())) {
            client.send(request.head());
            client.send(request.body());
            Optional<ReceivedResponse> response = client.nextResponse();

            response.filter(ReceivedResponse::whole)
                    .ifPresent(whole -> assertThat(whole.status()).isGreaterThanOrEqualTo(500));
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesTheErrorEventOfAStreamThatIsCutOn(Setup setup) {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENT);
            connection.close();
        });

        try (FrontProxy proxy = start(setup)) {
            ReceivedResponse response = RawClient.exchange(
                    proxy.port(),
                    RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

            assertThat(response.text()).startsWith(EVENT + "event: error\n").endsWith("\n\n");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the client never saw the first event");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }
}
