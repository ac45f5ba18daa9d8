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
    GatewayEnvironment world;

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void endsAResponseWithoutALengthWithTheConnection(String connection) {
        String script = world.upstream().learn(stage -> {
            stage.beginStream();
            stage.chunk(EVENT + STOP);
            stage.lastChunk();
        });

        try (RawClient client = new RawClient(world.gateway())) {
            RawRequest asked =
                    RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);
            ReceivedResponse response = ask10(client, asked.with("connection", connection));

            assertThat(response.header("connection")).contains("close");
            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.text()).isEqualTo(EVENT + STOP);
            assertThat(response.whole()).isTrue();
        }
    }

    @Test
    void keepsTheConnectionAfterAResponseWithALength() {
        String script = world.upstream()
                .learn(stage -> stage.answer("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
        RawRequest asked = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("connection", "keep-alive");

        try (RawClient client = new RawClient(world.gateway())) {
            assertThat(ask10(client, asked).text()).isEqualTo("{}");
            assertThat(ask10(client, asked).text()).isEqualTo("{}");
        }
    }

    @Test
    void getsNoInterimResponse() {
        String script = world.upstream().learn(stage -> stage.answer("200 OK\r\n", "{}".getBytes(UTF_8)));

        try (RawClient client = new RawClient(world.gateway())) {
            ReceivedResponse response = ask10(
                    client,
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                            .playing(script)
                            .with("expect", "100-continue"));

            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void readsTheErrorEventOfAStreamThatIsCutToItsEnd() {
        String script = world.upstream().learn(stage -> {
            stage.beginStream();
            stage.chunk(EVENT);
            stage.close();
        });

        try (RawClient client = new RawClient(world.gateway())) {
            ReceivedResponse response = ask10(
                    client, RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

            assertThat(response.text()).startsWith(EVENT + "event: error\n").endsWith("\n\n");
            assertThat(response.whole()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"content-length: 1000\r\n\r\n{\"id\":", "transfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n"})
    void seesTheResetOfAResponseThatIsCut(String framing) {
        String script = world.upstream().learn(stage -> {
            stage.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + framing);
            stage.close();
        });

        try (RawClient client = new RawClient(world.gateway());
                RawClient newer = new RawClient(world.gateway())) {
            RawRequest asked =
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);
            ReceivedResponse old = ask10(client, asked);
            newer.send(asked.head());
            newer.send(asked.body());

            assertThat(old.whole()).isFalse();
            assertThat(newer.isResetAfter(newer.head())).isTrue();
        }
    }

    private static ReceivedResponse ask10(RawClient client, RawRequest asked) {
        byte[] head = new String(asked.head(), ISO_8859_1)
                .replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n")
                .getBytes(ISO_8859_1);
        byte[] both = Arrays.copyOf(head, head.length + asked.body().length);
        System.arraycopy(asked.body(), 0, both, head.length, asked.body().length);
        client.send(both);
        return client.answer(asked);
    }
}
