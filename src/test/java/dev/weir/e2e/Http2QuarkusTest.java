package dev.weir.e2e;

import static dev.weir.e2e.Http2Client.ACK;
import static dev.weir.e2e.Http2Client.CONTINUATION;
import static dev.weir.e2e.Http2Client.DATA;
import static dev.weir.e2e.Http2Client.END_HEADERS;
import static dev.weir.e2e.Http2Client.END_STREAM;
import static dev.weir.e2e.Http2Client.GOAWAY;
import static dev.weir.e2e.Http2Client.HEADERS;
import static dev.weir.e2e.Http2Client.RST_STREAM;
import static dev.weir.e2e.Http2Client.SETTINGS;
import static dev.weir.e2e.Http2Client.WINDOW_UPDATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.e2e.Http2Client.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 is served over TLS. A client that abuses it loses its connection, and other clients notice nothing. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class Http2QuarkusTest {
    private static final int NO_ERROR = 0;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int MAX_HEADER_LIST_SIZE = 6;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void aRealClientGetsTheBytesOfTheUpstream() throws IOException, InterruptedException {
        String script = ok();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(environment.tls().context()).build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + environment.tls().port() + "/v1/messages"))
                    .header("x-api-key", TestKeys.OPEN)
                    .header("content-type", "application/json")
                    .header(ScriptedUpstream.SCRIPT, script)
                    .POST(BodyPublishers.ofString(RawRequest.HELLO))
                    .build();

            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{}");
            assertThat(environment.upstream().onlyRequest(script).body()).isEqualTo(RawRequest.HELLO.getBytes(UTF_8));
        }
    }

    @Test
    void saysItsLimits() {
        try (Http2Client client = new Http2Client(environment.tls())) {
            ByteBuffer payload = ByteBuffer.wrap(
                    client.await(frame -> frame.type() == SETTINGS).payload());

            Map<Integer, Integer> settings = new HashMap<>();
            while (payload.hasRemaining()) {
                settings.put((int) payload.getShort(), payload.getInt());
            }

            assertThat(settings)
                    .containsEntry(MAX_CONCURRENT_STREAMS, 100)
                    .containsEntry(MAX_HEADER_LIST_SIZE, 32 * 1024)
                    .doesNotContainEntry(ENABLE_PUSH, 1);
        }
    }

    @Test
    void aStreamBeyondTheLimitIsRejected() {
        CountDownLatch go = new CountDownLatch(1);
        String waiting = environment.upstream().addScript(connection -> {
            await(go);
            connection.respond("200 OK\r\n", "{}".getBytes(UTF_8));
        });
        try (Http2Client client = new Http2Client(environment.tls())) {
            client.await(frame -> frame.type() == SETTINGS && frame.flags() == ACK);
            for (int stream = 1; stream < 201; stream += 2) {
                exchange(client, stream, waiting);
            }
            client.request(201, RawRequest.get("/v1/models", TestKeys.OPEN), END_STREAM);
            Frame rejected = client.await(frame -> frame.type() == RST_STREAM);
            go.countDown();

            assertThat(rejected.stream()).isEqualTo(201);
            assertThat(rejected.code()).isEqualTo(REFUSED_STREAM);
            assertThat(client.head(1).status().toString()).isEqualTo("200");
        }
    }

    @Test
    void aClientThatKeepsResettingGetsGoAway() {
        String script = ok();
        try (Http2Client client = new Http2Client(environment.tls())) {
            RawRequest request = RawRequest.message(TestKeys.OPEN, "").playing(script);
            int sent = 0;
            try {
                for (int stream = 1; stream < 4_000; stream += 2, sent++) {
                    client.request(stream, request, 0);
                    client.send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
                }
            } catch (UncheckedIOException _) {
                // Closed already
            }
            assertThat(sent).isGreaterThan(100);
            assertThatItWasToldToGo(client);
        }
        assertThat(environment.upstream().received(script)).isEmpty();
        assertThat(environment
                        .exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                                .playing(script))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aHeadThatNeverEndsGetsGoAway() {
        String script = ok();
        try (Http2Client client = new Http2Client(environment.tls())) {
            client.send(
                    HEADERS,
                    END_STREAM,
                    1,
                    client.block(RawRequest.get("/v1/models", TestKeys.OPEN).playing(script)));
            try {
                for (int count = 0; count < 10_000; count++) {
                    client.send(CONTINUATION, 0, 1, new byte[0]);
                }
            } catch (UncheckedIOException _) {
                // Closed already
            }
            assertThatItWasToldToGo(client);
        }
        assertThat(environment.upstream().received(script)).isEmpty();
    }

    @Test
    void aHeadBeyondTheLimitReachesNobody() {
        String script = ok();
        RawRequest request =
                RawRequest.get("/v1/models/claude-a", TestKeys.OPEN).playing(script);
        try (Http2Client client = new Http2Client(environment.tls())) {
            byte[] block = client.block(request.with("x-large", "~".repeat(40_000)));
            client.send(HEADERS, END_STREAM, 1, java.util.Arrays.copyOf(block, 16_000));
            int from = 16_000;
            for (; block.length - from > 16_000; from += 16_000) {
                client.send(CONTINUATION, 0, 1, java.util.Arrays.copyOfRange(block, from, from + 16_000));
            }
            client.send(CONTINUATION, END_HEADERS, 1, java.util.Arrays.copyOfRange(block, from, block.length));
            Frame response = client.await(
                    frame -> frame.type() == HEADERS || frame.type() == RST_STREAM || frame.type() == GOAWAY);

            assertThat(response.type() == HEADERS ? "431" : "reset").isIn("431", "reset");
        }
        assertThat(environment.upstream().received(script)).isEmpty();
    }

    @Test
    void anErrorResponseComesBeforeTheBodyAndTheConnectionGoesOn() {
        String script = ok();
        RawRequest rejected = RawRequest.message(TestKeys.UNKNOWN, "");
        try (Http2Client client = new Http2Client(environment.tls())) {
            client.request(1, rejected, 0);
            assertThat(client.head(1).status().toString()).isEqualTo("401");
            client.await(frame -> frame.is(DATA, 1) && (frame.flags() & END_STREAM) != 0);
            for (int sent = 0; sent < 3; sent++) {
                client.send(DATA, 0, 1, new byte[16_000]);
            }
            Frame credit = client.await(frame -> frame.type() == WINDOW_UPDATE || frame.type() == RST_STREAM);
            client.send(DATA, END_STREAM, 1, new byte[10]);
            exchange(client, 3, script);

            assertThat(credit.type() == WINDOW_UPDATE || credit.code() == NO_ERROR)
                    .isTrue();
            assertThat(client.head(3).status().toString()).isEqualTo("200");
        }
    }

    @Test
    void whatComesBehindAnErrorResponseIsDroppedUpToABound() {
        try (Http2Client client = new Http2Client(environment.tls())) {
            client.request(1, RawRequest.message(TestKeys.UNKNOWN, ""), 0);
            assertThat(client.head(1).status().toString()).isEqualTo("401");

            Frame reset = client.await(frame -> frame.is(RST_STREAM, 1));

            assertThat(reset.code()).isEqualTo(NO_ERROR);
        }
    }

    @AfterEach
    void nothingIsLeftAndNothingFailed() {
        environment.metrics().awaitNothingInFlight();
        assertThat(environment.logs().everything())
                .noneMatch(line -> line.contains("IllegalStateException") || line.contains(TestKeys.OPEN));
    }

    @Test
    void aStreamThatDiesIsReset() {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            connection.close();
        });
        try (Http2Client client = new Http2Client(environment.tls())) {
            RawRequest request =
                    RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);
            client.request(1, request, 0);
            client.send(DATA, END_STREAM, 1, request.body());
            assertThat(client.head(1).status().toString()).isEqualTo("200");
            StringBuilder text = new StringBuilder();
            Frame end = client.await(frame -> {
                if (frame.is(DATA, 1)) {
                    text.append(new String(frame.payload(), UTF_8));
                }
                return frame.is(RST_STREAM, 1) || (frame.is(DATA, 1) && (frame.flags() & END_STREAM) != 0);
            });

            assertThat(text).contains("event: error\n");
            assertThat(end.type()).isEqualTo(RST_STREAM);
            assertThat(end.code()).isNotEqualTo(NO_ERROR);
        }
    }

    private static void assertThatItWasToldToGo(Http2Client client) {
        Frame last = client.await(frame -> frame.type() == GOAWAY);

        assertThat(last.code()).isEqualTo(ENHANCE_YOUR_CALM);
    }

    private static void exchange(Http2Client client, int stream, String script) {
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);
        client.request(stream, request, 0);
        client.send(DATA, END_STREAM, stream, request.body());
    }

    private String ok() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
