package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send requests ahead, and leave or close before they are read. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class PipeliningQuarkusTest {
    private static final int MEGABYTE = 1024 * 1024;

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, MEGABYTE, 8 * MEGABYTE})
    void noticesThatAClientLeftBehindWhatItSentAhead(int ahead) {
        CountDownLatch closed = new CountDownLatch(1);
        String script = environment.upstream().addScript(connection -> {
            connection.beginStream();
            connection.chunk("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            connection.awaitClose();
            closed.countDown();
        });
        RawRequest request =
                RawRequest.message(TestKeys.OPEN, RawRequest.STREAM).playing(script);

        String id;
        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            client.send(request.body());
            id = client.head().one("x-weir-request-id").orElseThrow();
            client.send(requests(ahead));
        }

        BoundedWait.until("the upstream's connection is closed", () -> closed.getCount() == 0);
        assertThat(environment.logs().onlyUsageOf(id).path("outcome").asText()).isEqualTo("client_gone");
        assertThat(environment.upstream().received(script)).hasSize(1);
    }

    /** Requests after which the connection ends, each with a large request behind it. */
    static Stream<List<String>> lastRequests() {
        return Stream.of(
                List.of("connection: close\r\n", TestKeys.OPEN, "200"),
                List.of("connection: close\r\n", TestKeys.UNKNOWN, "401"),
                List.of("content-encoding: br\r\n", TestKeys.OPEN, "415"),
                List.of("", TestKeys.OPEN, "200"));
    }

    @ParameterizedTest
    @MethodSource("lastRequests")
    void aCloseBeforeALargeRequestIsNoFault(List<String> lineKeyStatus) {
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        int logged = environment.logs().everything().size();
        RawRequest request =
                RawRequest.message(lineKeyStatus.get(1), RawRequest.HELLO).playing(script);
        String head = new String(request.head(), ISO_8859_1)
                .replace("host: gateway.test\r\n", "host: a\r\n" + lineKeyStatus.get(0));
        RawRequest large = RawRequest.message(TestKeys.UNKNOWN, "x".repeat(8 * MEGABYTE));

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(join(head.getBytes(ISO_8859_1), request.body(), large.head()));
            sendUnlessClosed(client, large.body());
            String status = String.valueOf(client.response(request).status());

            assertThat(status).isEqualTo(lineKeyStatus.get(2));
        }
        environment.metrics().awaitNothingInFlight();
        List<String> all = environment.logs().everything();
        assertThat(all.subList(logged, all.size())).noneMatch(line -> line.contains("\tat "));
    }

    @Test
    void aClientThatLeavesAfterALargeRequestSentAheadIsNoFault() {
        int logged = environment.logs().everything().size();
        String script =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "{}".getBytes(UTF_8)));
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);
        for (int at = 0; at < 20; at++) {
            try (RawClient client = new RawClient(environment.gateway())) {
                client.send(join(request.head(), request.body()));
                sendUnlessClosed(client, requests(MEGABYTE));
            }
        }

        environment.metrics().awaitNothingInFlight();
        List<String> all = environment.logs().everything();
        assertThat(all.subList(logged, all.size())).noneMatch(line -> line.contains("\tat "));
    }

    private static byte[] requests(int bytes) {
        String request = "GET /v1/models/claude-a HTTP/1.1\r\nhost: a\r\nx-api-key: " + TestKeys.OPEN + "\r\n\r\n";
        return request.repeat(bytes / request.length()).getBytes(ISO_8859_1);
    }

    private static void sendUnlessClosed(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (UncheckedIOException _) {
            // The gateway has closed the connection, as it may
        }
    }

    private static byte[] join(byte[]... parts) {
        StringBuilder all = new StringBuilder();
        for (byte[] part : parts) {
            all.append(new String(part, ISO_8859_1));
        }
        return all.toString().getBytes(ISO_8859_1);
    }
}
