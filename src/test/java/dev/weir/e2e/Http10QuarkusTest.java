package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of HTTP/1.0 get, nginx with its defaults among them, and how responses that are cut end for a proxy. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class Http10QuarkusTest {
    private static final String EVENT = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    @SuppressWarnings("NullAway.Init") // handed in by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void endsAResponseWithoutALengthWithTheConnection(String keepAlive) {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENT + STOP);
            connection.lastChunk();
        });

        try (RawClient client = new RawClient(environment.gateway())) {
            RawRequest request =
                    RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);
            ReceivedResponse response = exchange10(client, request.with("connection", keepAlive));

            assertThat(response.header("connection")).contains("close");
            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.text()).isEqualTo(EVENT + STOP);
            assertThat(response.whole()).isTrue();
        }
    }

    @Test
    void keepsTheConnectionAfterAResponseWithALength() {
        String script = environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("connection", "keep-alive");

        try (RawClient client = new RawClient(environment.gateway())) {
            assertThat(exchange10(client, request).text()).isEqualTo("{}");
            assertThat(exchange10(client, request).text()).isEqualTo("{}");
        }
    }

    @Test
    void getsNoInterimResponse() {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));

        try (RawClient client = new RawClient(environment.gateway())) {
            ReceivedResponse response = exchange10(
                    client,
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                            .playing(script)
                            .with("expect", "100-continue"));

            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void readsTheErrorEventOfAStreamThatIsCutToItsEnd() {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENT);
            connection.close();
        });

        try (RawClient client = new RawClient(environment.gateway())) {
            ReceivedResponse response = exchange10(
                    client, RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

            assertThat(response.text()).startsWith(EVENT + "event: error\n").endsWith("\n\n");
            assertThat(response.whole()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"content-length: 1000\r\n\r\n{\"id\":", "transfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n"})
    void seesTheResetOfAResponseThatIsCut(String framing) {
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + framing);
            connection.close();
        });

        try (RawClient client = new RawClient(environment.gateway());
                RawClient newer = new RawClient(environment.gateway())) {
            RawRequest request =
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);
            ReceivedResponse old = exchange10(client, request);
            newer.send(request.head());
            newer.send(request.body());

            assertThat(old.whole()).isFalse();
            assertThat(newer.isResetAfter(newer.head())).isTrue();
        }
    }

    private static ReceivedResponse exchange10(RawClient client, RawRequest request) {
        byte[] head = new String(request.head(), ISO_8859_1)
                .replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n")
                .getBytes(ISO_8859_1);
        byte[] both = Arrays.copyOf(head, head.length + request.body().length);
        System.arraycopy(request.body(), 0, both, head.length, request.body().length);
        client.send(both);
        return client.response(request);
    }
}
