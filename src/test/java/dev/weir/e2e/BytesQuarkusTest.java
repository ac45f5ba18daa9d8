package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.e2e.ScriptedUpstream.ReceivedRequest;
import dev.weir.messages.Fixtures;
import dev.weir.messages.Operation;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The upstream gets the client's bytes, and the client gets the upstream's. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class BytesQuarkusTest {
    private static final int CHUNKINGS = 20;

    /** Streams that end without {@code message_stop} and without an error. */
    private static final Set<String> CUT = Set.of("cut-inside-event", "cut-without-stop");

    /** Streams in which no event ever ends that a client could be given. */
    private static final Set<String> WITHOUT_EVENT = Set.of("empty", "only-comment");

    private static final List<String> JSON_RESPONSES = List.of(
            "{\"type\":\"message\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}",
            "{ \"id\" : \"msg_1\",\r\n\t\"usage\": {\"output_tokens\": 1e0}, \"text\": \"\\u00e9 é \uD83D\uDE00\" }\n",
            "not json at all",
            "[" + "1,".repeat(60_000) + "1]",
            "");

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @MethodSource("dev.weir.messages.Fixtures#requests")
    void reachTheUpstreamAsTheClientSentThem(String name) {
        byte[] plain = Fixtures.request(name);
        String target =
                Fixtures.operation(name) == Operation.COUNT_TOKENS ? "/v1/messages/count_tokens" : "/v1/messages";
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", new byte[] {'{', '}'}));
        RawRequest request = RawRequest.post(target, TestKeys.OPEN, plain).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            for (int seed = 0; seed < CHUNKINGS; seed++) {
                byte[] sent = seed % 4 < 2 ? plain : ByteChunks.gzip(plain);
                RawRequest encoded = seed % 4 < 2 ? request : request.with("content-encoding", "gzip");

                ReceivedResponse response = sendInPieces(client, encoded.carrying(sent), seed);

                assertThat(response.status())
                        .as("seed %d: %s", seed, response.text())
                        .isEqualTo(200);
                ReceivedRequest received =
                        environment.upstream().received(script).getLast();
                assertThat(ByteChunks.sha256(received.body()))
                        .as("seed %d", seed)
                        .isEqualTo(ByteChunks.sha256(sent));
                assertThat(received.head().one("content-length")).contains(Integer.toString(sent.length));
            }
        }
        assertThat(environment.upstream().received(script)).hasSize(CHUNKINGS);
    }

    private static ReceivedResponse sendInPieces(RawClient client, RawRequest request, int seed) {
        List<byte[]> pieces = ByteChunks.cut(request.body(), new Random(seed));
        if (seed % 2 == 0) {
            client.send(request.head());
            pieces.forEach(client::send);
        } else {
            client.send(request.headOfChunked());
            client.sendChunks(pieces);
        }
        return client.response(request);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.messages.Fixtures#streams")
    void reachTheClientAsTheUpstreamSentThem(String name) {
        byte[] stream = Fixtures.stream(name);
        try (ReusedConnection clients = new ReusedConnection(environment.gateway())) {
            for (int seed = 0; seed < CHUNKINGS; seed++) {
                List<byte[]> pieces = ByteChunks.cut(stream, new Random(seed));
                String script =
                        environment.upstream().addScript(seed % 2 == 0 ? streamed(pieces) : untilClosed(pieces));

                ReceivedResponse response = clients.exchange(
                        RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

                if (WITHOUT_EVENT.contains(name)) {
                    assertThat(response.fault()).isEqualTo("502 api_error");
                } else {
                    assertIsTheStream(name, stream, response, seed);
                }
            }
        }
    }

    private static void assertIsTheStream(String name, byte[] stream, ReceivedResponse response, int seed) {
        assertThat(response.status()).isEqualTo(200);
        if (CUT.contains(name)) {
            assertThat(response.whole()).isFalse();
            assertThat(response.text()).startsWith(new String(stream, UTF_8)).contains("event: error\n");
            return;
        }
        assertThat(response.whole()).as("seed %d", seed).isTrue();
        assertThat(ByteChunks.sha256(response.body())).as("seed %d", seed).isEqualTo(ByteChunks.sha256(stream));
    }

    private static ScriptedUpstream.ConnectionScript streamed(List<byte[]> pieces) {
        return connection -> {
            connection.beginStream();
            connection.chunks(pieces);
            connection.lastChunk();
        };
    }

    private static ScriptedUpstream.ConnectionScript untilClosed(List<byte[]> pieces) {
        return connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n");
            for (byte[] piece : pieces) {
                connection.send(piece);
            }
            connection.close();
        };
    }

    static Stream<String> jsonResponses() {
        return JSON_RESPONSES.stream();
    }

    @ParameterizedTest
    @MethodSource("jsonResponses")
    void ofJsonResponsesReachTheClientWithTheirLength(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        try (RawClient client = new RawClient(environment.gateway())) {
            for (int seed = 0; seed < CHUNKINGS; seed++) {
                List<byte[]> pieces = ByteChunks.cut(bytes, new Random(seed));
                boolean chunked = seed % 2 == 0;
                String script = environment
                        .upstream()
                        .addScript(chunked ? chunkedJson(pieces) : jsonWithLength(bytes.length, pieces));

                ReceivedResponse response = client.exchange(
                        RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

                assertThat(response.whole()).isTrue();
                assertThat(ByteChunks.sha256(response.body()))
                        .as("seed %d", seed)
                        .isEqualTo(ByteChunks.sha256(bytes));
                assertThat(response.header("content-length").isPresent()).isNotEqualTo(chunked);
            }
        }
    }

    private static ScriptedUpstream.ConnectionScript chunkedJson(List<byte[]> pieces) {
        return connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.chunks(pieces);
            connection.lastChunk();
        };
    }

    private static ScriptedUpstream.ConnectionScript jsonWithLength(int length, List<byte[]> pieces) {
        return connection -> {
            connection.send(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + length + "\r\n\r\n");
            for (byte[] piece : pieces) {
                connection.send(piece);
            }
        };
    }

    @Test
    void areOfManyFixtures() {
        assertThat(Fixtures.requests()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Fixtures.streams()).hasSizeGreaterThanOrEqualTo(40);
    }
}
