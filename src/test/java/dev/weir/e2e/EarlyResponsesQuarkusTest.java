package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Responses sent before the request is read reach the client, and cost little. */
@QuarkusTest
@WithTestResource(GatewayEnvironmentResource.class)
class EarlyResponsesQuarkusTest {
    private static final byte[] MEGABYTE = new byte[1024 * 1024];

    @SuppressWarnings("NullAway.Init") // injected by the resource
    GatewayEnvironment environment;

    @Test
    void anErrorResponseReachesAClientThatSendsTwentyMegabytesFirst() {
        RawRequest request = RawRequest.message(TestKeys.UNKNOWN, "").carrying(new byte[20 * MEGABYTE.length]);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            for (int sent = 0; sent < 20; sent++) {
                client.send(MEGABYTE);
            }
            ReceivedResponse response = client.response(request);

            assertThat(response.fault()).isEqualTo("401 authentication_error");
            assertThat(response.header("connection")).contains("close");
            assertThat(response.whole()).isTrue();
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void anErrorResponseComesBeforeTheBody() {
        RawRequest request = RawRequest.message(TestKeys.UNKNOWN, "").carrying(MEGABYTE);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            ReceivedResponse response = client.response(request);
            client.send(request.body());

            assertThat(response.fault()).isEqualTo("401 authentication_error");
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aChunkedBodyBehindAnErrorResponseIsDroppedToo() {
        RawRequest request = RawRequest.message(TestKeys.UNKNOWN, "");

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.headOfChunked());
            ReceivedResponse response = client.response(request);
            client.sendChunks(java.util.List.of(MEGABYTE, MEGABYTE, MEGABYTE));

            assertThat(response.fault()).isEqualTo("401 authentication_error");
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void whatIsBehindAnErrorResponseIsNotReadForEver() {
        RawRequest request = RawRequest.message(TestKeys.UNKNOWN, "");
        byte[] head = new String(request.head(), ISO_8859_1)
                .replace("content-length: 0", "content-length: 1000000000")
                .getBytes(ISO_8859_1);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(head);
            assertThat(client.response(request).fault()).isEqualTo("401 authentication_error");
            int sent = sendUntilClosed(client, 1000);

            assertThat(sent).isBetween(1, 200);
        }
    }

    private static int sendUntilClosed(RawClient client, int most) {
        for (int sent = 0; sent < most; sent++) {
            try {
                client.send(MEGABYTE);
            } catch (java.io.UncheckedIOException _) {
                return sent;
            }
        }
        return most;
    }

    @Test
    void aClientThatWaitsIsInvitedOnceItsKeyIsGood() {
        String script = ok();
        RawRequest request = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("expect", "100-continue");

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());
            MessageHead invitation = client.head();
            client.send(request.body());
            ReceivedResponse response = client.response(request);

            assertThat(invitation.startLine()).startsWith("HTTP/1.1 100 ");
            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(environment.upstream().onlyRequest(script).body()).isEqualTo(request.body());
    }

    @Test
    void aClientThatWaitsWithABadKeyIsNotInvited() {
        RawRequest request =
                RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO).with("expect", "100-continue");

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(request.head());

            assertThat(client.response(request).fault()).isEqualTo("401 authentication_error");
        }
    }

    @Test
    void aClientThatWaitsWithTooMuchIsNotInvited() {
        RawRequest request = RawRequest.message(TestKeys.OPEN, "").with("expect", "100-continue");
        byte[] head = new String(request.head(), ISO_8859_1)
                .replace("content-length: 0", "content-length: 33554433")
                .getBytes(ISO_8859_1);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(head);

            assertThat(client.response(request).fault()).isEqualTo("413 request_too_large");
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        String script = ok();
        byte[] full = Arrays.copyOf(RawRequest.HELLO.getBytes(UTF_8), 32 * MEGABYTE.length);
        Arrays.fill(full, RawRequest.HELLO.length(), full.length, (byte) ' ');

        ReceivedResponse response = environment.exchange(
                RawRequest.message(TestKeys.OPEN, "").carrying(full).playing(script));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(ByteChunks.sha256(environment.upstream().onlyRequest(script).body()))
                .isEqualTo(ByteChunks.sha256(full));
    }

    @Test
    void anErrorResponseOfARequestWithoutABodyKeepsTheConnection() {
        String script = ok();
        try (RawClient client = new RawClient(environment.gateway())) {
            ReceivedResponse rejected = client.exchange(RawRequest.get("/v1/models", TestKeys.UNKNOWN));
            ReceivedResponse unknown = client.exchange(RawRequest.bare("GET", "/v1/nothing"));
            ReceivedResponse served = client.exchange(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

            assertThat(rejected.status()).isEqualTo(401);
            assertThat(rejected.header("connection")).isEmpty();
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(served.status()).isEqualTo(200);
        }
    }

    @Test
    void anErrorResponseAfterTheBodyWasReadKeepsTheConnection() {
        String script = ok();
        try (RawClient client = new RawClient(environment.gateway())) {
            ReceivedResponse rejected = client.exchange(RawRequest.message(TestKeys.OPEN, "[]"));
            ReceivedResponse served = client.exchange(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

            assertThat(rejected.status()).isEqualTo(400);
            assertThat(rejected.header("connection")).isEmpty();
            assertThat(served.status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestBehindARejectedOneIsNotServed() {
        String script = ok();
        RawRequest rejected = RawRequest.message(TestKeys.UNKNOWN, "").carrying(MEGABYTE);
        RawRequest behind = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);

        try (RawClient client = new RawClient(environment.gateway())) {
            client.send(rejected.head());
            ReceivedResponse response = client.response(rejected);
            client.send(rejected.body());
            try {
                client.send(behind.head());
                client.send(behind.body());
            } catch (java.io.UncheckedIOException _) {
                // Closed already
            }

            assertThat(response.status()).isEqualTo(401);
            assertThat(client.isClosedByGateway()).isTrue();
        }
        assertThat(environment.upstream().received(script)).isEmpty();
    }

    @Test
    void pipelinedRequestsAreServedInTheirOrder() {
        String first =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "1".getBytes(UTF_8)));
        String second =
                environment.upstream().addScript(connection -> connection.respond("200 OK\r\n", "2".getBytes(UTF_8)));
        RawRequest one = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(first);
        RawRequest two = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(second);

        try (RawClient client = new RawClient(environment.gateway())) {
            for (RawRequest request : java.util.List.of(one, two)) {
                client.send(request.head());
                client.send(request.body());
            }

            assertThat(client.response(one).text()).isEqualTo("1");
            assertThat(client.response(two).text()).isEqualTo("2");
        }
    }

    private String ok() {
        return environment
                .upstream()
                .addScript(connection ->
                        connection.respond("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }
}
