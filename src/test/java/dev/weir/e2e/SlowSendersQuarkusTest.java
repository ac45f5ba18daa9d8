package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends slowly, or not at all, is let go, costs no thread, and never takes a patient caller along. */
@QuarkusTest
@TestProfile(ShortDeadlinesProfile.class)
@WithTestResource(GatewayEnvironmentResource.class)
class SlowSendersQuarkusTest {
    private static final byte[] HALF_A_HEAD =
            "POST /v1/messages HTTP/1.1\r\nhost: gateway.test\r\nx-a".getBytes(ISO_8859_1);

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @BeforeEach
    void awaitWatch() {
        environment.awaitWatch();
    }

    @Test
    void aConnectionThatSendsNothingIsClosed() {
        try (RawClient client = new RawClient(environment.gateway())) {
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aHeadThatStopsIsClosed() {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(HALF_A_HEAD);

            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aHeadThatArrivesTooSlowlyIsClosed() {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(HALF_A_HEAD);

            BoundedWait.until("the connection is closed", () -> !client.drips(new byte[] {'a'}));
        }
    }

    @Test
    void theHeadOfALaterRequestIsAwaitedNoLonger() {
        try (RawClient client = new RawClient(environment.gateway())) {
            assertThat(client.exchange(RawRequest.bare("HEAD", "/")).status()).isEqualTo(200);
            client.send(HALF_A_HEAD);

            BoundedWait.until("the connection is closed", () -> !client.drips(new byte[] {'a'}));
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        try (RawClient client = new RawClient(environment.gateway())) {
            assertThat(client.exchange(RawRequest.bare("HEAD", "/")).status()).isEqualTo(200);

            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aHandshakeThatStopsIsClosed() {
        try (RawClient client = new RawClient(environment.tls().port())) {
            client.send(new byte[] {22, 3, 1});

            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aHeadBehindTlsThatStopsIsClosed() throws IOException {
        try (SSLSocket socket = (SSLSocket) environment
                .tls()
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", environment.tls().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HALF_A_HEAD);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoSendsRequestsAheadAndReadsNoResponseIsClosed() {
        byte[] ahead = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000).getBytes(ISO_8859_1);
        try (RawClient client = new RawClient(environment.gateway(), 1)) {
            BoundedWait.until("the connection is closed", () -> !sends(client, ahead));

            assertThat(environment.exchange(RawRequest.bare("HEAD", "/")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsSentAheadAreServedOneAfterTheOther() {
        byte[] ahead = "HEAD / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(200).getBytes(ISO_8859_1);
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(ahead);

            for (int count = 0; count < 200; count++) {
                assertThat(client.head().startLine()).contains("200");
            }
        }
    }

    @Test
    void aHeadOfTooManyHeadersIsRejected() {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send("GET / HTTP/1.1\r\n".getBytes(ISO_8859_1));
            client.send("a:\r\n".repeat(110).getBytes(ISO_8859_1));

            assertThat(client.head().startLine()).contains("431");
        }
    }

    @Test
    void aHeadOfTooManyHeadersBehindTlsIsRejected() throws IOException {
        try (SSLSocket socket = (SSLSocket) environment
                .tls()
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", environment.tls().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(110)).getBytes(ISO_8859_1));

            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                    .isEqualTo("HTTP/1.1 431");
        }
    }

    @Test
    void slowSendersCostNoThread() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, "x".repeat(10_000));
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        int before = Thread.getAllStackTraces().size();
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int count = 0; count < ShortDeadlinesProfile.MOST_CONNECTIONS - 5; count++) {
                slow.add(new RawClient(environment.gateway()));
                slow.getLast().send(request.head());
            }
            ReceivedResponse served = environment.exchange(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

            assertThat(served.status()).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 10);
            for (RawClient client : slow) {
                assertThat(client.response(request).fault()).isEqualTo("408 timeout_error");
            }
        } finally {
            slow.forEach(RawClient::close);
        }
    }

    @Test
    void aConnectionTooManyIsClosedAsItComes() {
        double before = environment.metrics().sum("weir_connections_refused_total");
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int count = 0; count < ShortDeadlinesProfile.MOST_CONNECTIONS; count++) {
                clients.add(new RawClient(environment.gateway()));
            }
            try (RawClient tooMany = new RawClient(environment.gateway())) {
                assertThat(tooMany.isClosedByGateway()).isTrue();
            }
            assertThat(environment.metrics().sum("weir_connections_refused_total"))
                    .isEqualTo(before + 1);
        } finally {
            clients.forEach(RawClient::close);
        }
        BoundedWait.until("room again", () -> environment.metrics().sum("weir_connections_open") == 0);
        assertThat(environment.exchange(RawRequest.bare("HEAD", "/")).status()).isEqualTo(200);
    }

    /** Sends what the gateway takes; returns whether the connection still is. */
    private static boolean sends(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }
}
