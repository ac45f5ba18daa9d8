package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dies midway never looks like an end, and leaves nothing behind. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class CutQuarkusTest {
    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void aStreamCutAtAnyByteIsAPrefixAnErrorAndAnUncleanEnd() {
        byte[] stream = Fixtures.stream("text");
        int firstEvent = new String(stream, UTF_8).indexOf("\n\n") + 2;
        for (int at = 0; at < stream.length; at++) {
            byte[] prefix = Arrays.copyOf(stream, at);
            String script = environment.upstream().addScript(connection -> {
                connection.beginStream();
                if (prefix.length > 0) {
                    connection.chunk(prefix);
                }
                connection.close();
            });

            ReceivedResponse response = environment.exchange(
                    RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

            if (at < firstEvent) {
                assertThat(response.fault()).as("cut at %d", at).isEqualTo("502 api_error");
                assertThat(response.whole()).isTrue();
            } else {
                assertIsCut(prefix, response);
            }
        }
    }

    private static void assertIsCut(byte[] prefix, ReceivedResponse response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.whole()).as("cut at %d", prefix.length).isFalse();
        String sent = new String(prefix, UTF_8);
        assertThat(response.text()).startsWith(sent);
        String added = response.text().substring(sent.length());
        assertThat(added)
                .as("cut at %d", prefix.length)
                .startsWith(sent.endsWith("\n") ? "event: error\ndata: {" : "\nevent: error\ndata: {")
                .contains("\"type\":\"api_error\"")
                .endsWith("\"request_id\":\"req_scripted\"}\n\n");
        assertThat(added.lines().filter(line -> !line.isEmpty())).hasSize(2);
    }

    @Test
    void aStreamCutByTheSimulatorEndsWithAnError() {
        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.SIMULATED, RawRequest.STREAM).with("x-simulate", "cut-at=500"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.whole()).isFalse();
        assertThat(response.text()).contains("event: message_start\n", "event: error\ndata: ");
        JsonNode line = environment.logs().onlyUsageOf(response.weirId());
        assertThat(line.path("outcome").asText()).isEqualTo("stream_cut");
        assertThat(line.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aJsonResponseThatIsCutEndsUncleanlyWithoutBytesOfOurs() {
        String script = environment.upstream().addScript(connection -> {
            connection.send(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"type\":");
            connection.close();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.whole()).isFalse();
        assertThat(response.text()).isEqualTo("{\"type\":");
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("outcome")
                        .asText())
                .isEqualTo("stream_cut");
    }

    @Test
    void anEncodedStreamThatIsCutGetsNoBytesOfOurs() {
        byte[] half = Arrays.copyOf(ByteChunks.gzip(Fixtures.stream("text")), 100);
        String script = environment.upstream().addScript(connection -> {
            connection.send("""
                    HTTP/1.1 200 OK\r
                    content-type: text/event-stream\r
                    content-encoding: gzip\r
                    transfer-encoding: chunked\r
                    \r
                    """);
            connection.chunk(half);
            connection.close();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.whole()).isFalse();
        assertThat(response.body()).isEqualTo(half);
    }

    @Test
    void aStreamThatSaysErrorItselfIsRelayedToItsOwnEnd() {
        byte[] stream = Fixtures.stream("error-later");
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(stream);
            connection.lastChunk();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.body()).isEqualTo(stream);
        assertThat(response.whole()).isTrue();
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("outcome")
                        .asText())
                .isEqualTo("upstream_error");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aClientThatLeavesMidStreamClosesTheUpstream(int eventsRead) throws Exception {
        List<String> events = List.of(new String(Fixtures.stream("text"), UTF_8).split("(?<=\n\n)", -1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            for (int at = 0; at < eventsRead; at++) {
                connection.chunk(events.get(at));
            }
            begun.countDown();
            connection.awaitClose();
            closed.countDown();
        });
        long goneBefore = gone();
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            read(client, request, events.subList(0, eventsRead));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        BoundedWait.until("the usage line", () -> gone() == goneBefore + 1);
        JsonNode line = environment.logs().usage().getLast();
        assertThat(line.path("status").asInt()).isEqualTo(499);
        assertThat(line.path("outcome").asText()).isEqualTo("client_gone");
        assertThat(line.path("stream").asBoolean()).isTrue();
        environment.metrics().awaitNothingInFlight();
    }

    private static void read(RawClient client, RawRequest request, List<String> events) throws IOException {
        if (events.isEmpty()) {
            return;
        }
        RawBodyReader body = client.body(request, client.head());
        for (String event : events) {
            assertThat(new String(body.next(event.length()), UTF_8)).isEqualTo(event);
        }
    }

    @Test
    void aClientThatLeavesBeforeTheHeadClosesTheUpstream() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            arrived.countDown();
            connection.awaitClose();
            closed.countDown();
        });
        long goneBefore = gone();
        RawRequest hello = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(hello.head());
            client.send(hello.body());
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        BoundedWait.until("the usage line", () -> gone() == goneBefore + 1);
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void aClientThatLeavesInsideItsBodyReachesNoUpstream() {
        String script = environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", new byte[0]));
        long goneBefore = gone();
        RawRequest hello = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(hello.head());
            client.send(Arrays.copyOf(hello.body(), 10));
        }

        BoundedWait.until("the usage line", () -> gone() == goneBefore + 1);
        environment.metrics().awaitNothingInFlight();
        assertThat(environment.upstream().received(script)).isEmpty();
    }

    @Test
    void theConnectionToTheUpstreamIsUsedAgainOnlyAfterAWholeResponse() {
        String whole =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        for (int at = 0; at < 30; at++) {
            environment.exchange(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(whole));
        }

        // One for each event loop at most, and no leak with each request
        assertThat(environment.upstream().openConnections()).isLessThan(20);
    }

    private long gone() {
        return environment.logs().usage().stream()
                .filter(line -> line.path("outcome").asText().equals("client_gone"))
                .count();
    }
}
