package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Fixtures;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens at the bounds of room and time. */
@QuarkusTest
@TestProfile(SmallBoundsProfile.class)
@WithTestResource(GatewayEnvironmentResource.class)
class BoundsQuarkusTest {
    private static final List<String> EVENTS =
            List.of(new String(Fixtures.stream("text"), UTF_8).split("(?<=\n\n)", -1));

    private static final String COMMENT = ": keep-alive\n\n";

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void hasNoConnectPageWhereItIsOff() {
        assertThat(environment.exchange(RawRequest.bare("GET", "/weir")).fault())
                .isEqualTo("404 not_found_error");
        assertThat(environment
                        .exchange(RawRequest.bare("GET", "/weir/assets/connect.js"))
                        .fault())
                .isEqualTo("404 not_found_error");
    }

    @Test
    void moreRequestsThanAllowedAreShed() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENTS.getFirst());
            arrived.countDown();
            await(go);
            connection.chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            connection.lastChunk();
        });
        RawRequest stream = RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (RawClient one = new RawClient(environment.gateway());
                RawClient two = new RawClient(environment.gateway())) {
            for (RawClient client : List.of(one, two)) {
                client.send(stream.head());
                client.send(stream.body());
            }
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(environment.metrics().sum("weir_requests_in_flight")).isEqualTo(2);
            assertThat(environment.metrics().sum("weir_streams_in_flight")).isEqualTo(2);
            ReceivedResponse third = environment.exchange(RawRequest.message(TestKeys.OPEN, RawRequest.HELLO));
            ReceivedResponse badKey = environment.exchange(RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO));
            go.countDown();

            assertThat(third.fault()).isEqualTo("529 overloaded_error");
            assertThat(third.header("retry-after")).contains("1");
            assertThat(environment
                            .logs()
                            .onlyUsageOf(third.weirId())
                            .path("outcome")
                            .asText())
                    .isEqualTo("shed");
            assertThat(badKey.status()).isEqualTo(401);
            assertThat(one.response(stream).whole()).isTrue();
            assertThat(two.response(stream).whole()).isTrue();
        }
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void aBodyWithoutRoomIsShedBeforeItIsRead() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, " ".repeat(100_000));

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            ReceivedResponse response = client.response(request);

            assertThat(response.fault()).isEqualTo("529 overloaded_error");
            assertThat(response.header("retry-after")).contains("1");
            assertThat(response.header("connection")).contains("close");
        }
    }

    @Test
    void aChunkedBodyThatOutgrowsTheRoomIsShed() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, "");
        byte[] part = " ".repeat(40_000).getBytes(UTF_8);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.headOfChunked());
            client.sendChunks(List.of(part, part, part));

            assertThat(client.response(request).fault()).isEqualTo("529 overloaded_error");
            assertThat(client.isClosedByGateway()).isTrue();
        }
        environment.metrics().awaitNothingInFlight();
    }

    @Test
    void sizeGoesBeforeRoomAndRoomBeforeEncoding() {
        RawRequest tooLarge = RawRequest.message(TestKeys.OPEN, " ".repeat(1024 * 1024 + 1));
        RawRequest noRoom =
                RawRequest.message(TestKeys.OPEN, " ".repeat(100_000)).with("content-encoding", "br");

        assertThat(headOnly(tooLarge).fault()).isEqualTo("413 request_too_large");
        assertThat(headOnly(noRoom).fault()).isEqualTo("529 overloaded_error");
    }

    private ReceivedResponse headOnly(RawRequest request) {
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            return client.response(request);
        }
    }

    @Test
    void aFirstByteThatIsLateNamesTheSetting() {
        CountDownLatch closed = new CountDownLatch(2);
        String script = environment.upstream().addScript(connection -> {
            connection.awaitClose();
            closed.countDown();
        });

        ReceivedResponse stream = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));
        ReceivedResponse json = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(stream.fault()).isEqualTo("504 timeout_error");
        assertThat(stream.message()).contains("weir.timeout.first-byte-stream");
        assertThat(json.fault()).isEqualTo("504 timeout_error");
        assertThat(json.message()).contains("weir.timeout.first-byte-json");
        assertThat(environment.logs().onlyUsageOf(json.weirId()).path("outcome").asText())
                .isEqualTo("upstream_unreachable");
        BoundedWait.until("the upstream's connections are closed", () -> closed.getCount() == 0);
    }

    @Test
    void silenceBetweenEventsIsFilledWithComments() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENTS.getFirst());
            await(go);
            connection.chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            connection.lastChunk();
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            RawBodyReader body = client.body(request, client.head());
            String first = new String(body.next(EVENTS.getFirst().length()), UTF_8);
            String comments = new String(body.next(2 * COMMENT.length()), UTF_8);
            go.countDown();
            String rest = new String(body.rest(), UTF_8);

            assertThat(first).isEqualTo(EVENTS.getFirst());
            assertThat(comments).isEqualTo(COMMENT + COMMENT);
            assertThat(rest.replace(COMMENT, ""))
                    .isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            assertThat(body.isWhole()).isTrue();
        }
    }

    @Test
    void silenceInsideAnEventStaysSilentAndEndsWithTheSetting() {
        String half = EVENTS.get(1).substring(0, 10);
        CountDownLatch closed = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENTS.getFirst() + half);
            connection.awaitClose();
            closed.countDown();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        assertThat(response.text())
                .startsWith(EVENTS.getFirst() + half + "\nevent: error\ndata: {")
                .contains("timeout_error", "weir.timeout.idle")
                .doesNotContain(COMMENT);
        assertThat(response.whole()).isFalse();
        BoundedWait.until("the upstream's connection is closed", () -> closed.getCount() == 0);
        assertThat(environment
                        .logs()
                        .onlyUsageOf(response.weirId())
                        .path("outcome")
                        .asText())
                .isEqualTo("stream_cut");
    }

    @Test
    void silenceBetweenEventsEndsWithTheSettingToo() {
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk(EVENTS.getFirst());
            connection.awaitClose();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script));

        String after = response.text().substring(EVENTS.getFirst().length());
        assertThat(after).startsWith(COMMENT);
        assertThat(after.replace(COMMENT, ""))
                .startsWith("event: error\ndata: {")
                .contains("weir.timeout.idle");
        assertThat(response.whole()).isFalse();
    }

    @Test
    void aSilentJsonResponseGetsNoComment() {
        String script = environment.upstream().addScript(connection -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
            connection.awaitClose();
        });

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

        assertThat(response.text()).isEqualTo("{");
        assertThat(response.whole()).isFalse();
    }

    @Test
    void aClientThatStopsReadingIsDisconnected() {
        byte[] filler =
                ("event: ping\ndata: {\"type\":\"ping\",\"x\":\"" + "x".repeat(60_000) + "\"}\n\n").getBytes(UTF_8);
        CountDownLatch closed = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            try {
                connection.beginStream();
                connection.chunk(EVENTS.getFirst());
                for (int at = 0; at < 10_000; at++) {
                    connection.chunk(filler);
                }
            } finally {
                closed.countDown();
            }
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        try (RawClient client = new RawClient(environment.gateway(), 4096)) {
            client.send(request.head());
            client.send(request.body());
            String id = client.head().one("x-weir-request-id").orElseThrow();

            BoundedWait.until("the upstream's connection is closed", () -> closed.getCount() == 0);
            assertThat(environment.logs().onlyUsageOf(id).path("outcome").asText())
                    .isEqualTo("client_gone");
        }
        environment.metrics().awaitNothingInFlight();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody went on");
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }
}
