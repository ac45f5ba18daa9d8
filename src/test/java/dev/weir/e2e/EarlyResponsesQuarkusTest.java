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
    GatewayEnvironment world;

    @Test
    void anErrorResponseReachesAClientThatSendsTwentyMegabytesFirst() {
        RawRequest asked = RawRequest.message(TestKeys.UNKNOWN, "").carrying(new byte[20 * MEGABYTE.length]);

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(asked.head());
            for (int sent = 0; sent < 20; sent++) {
                client.send(MEGABYTE);
            }
            ReceivedResponse answer = client.answer(asked);

            assertThat(answer.fault()).isEqualTo("401 authentication_error");
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.whole()).isTrue();
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void anErrorResponseComesBeforeTheBody() {
        RawRequest asked = RawRequest.message(TestKeys.UNKNOWN, "").carrying(MEGABYTE);

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(asked.head());
            ReceivedResponse answer = client.answer(asked);
            client.send(asked.body());

            assertThat(answer.fault()).isEqualTo("401 authentication_error");
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aChunkedBodyBehindAnErrorResponseIsDroppedToo() {
        RawRequest asked = RawRequest.message(TestKeys.UNKNOWN, "");

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(asked.headOfChunked());
            ReceivedResponse answer = client.answer(asked);
            client.sendChunks(java.util.List.of(MEGABYTE, MEGABYTE, MEGABYTE));

            assertThat(answer.fault()).isEqualTo("401 authentication_error");
            assertThat(client.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void whatIsBehindAnErrorResponseIsNotReadForEver() {
        RawRequest asked = RawRequest.message(TestKeys.UNKNOWN, "");
        byte[] head = new String(asked.head(), ISO_8859_1)
                .replace("content-length: 0", "content-length: 1000000000")
                .getBytes(ISO_8859_1);

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(head);
            assertThat(client.answer(asked).fault()).isEqualTo("401 authentication_error");
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
        RawRequest asked = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                .playing(script)
                .with("expect", "100-continue");

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(asked.head());
            MessageHead invitation = client.head();
            client.send(asked.body());
            ReceivedResponse answer = client.answer(asked);

            assertThat(invitation.startLine()).startsWith("HTTP/1.1 100 ");
            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(world.upstream().onlyRequest(script).body()).isEqualTo(asked.body());
    }

    @Test
    void aClientThatWaitsWithABadKeyIsNotInvited() {
        RawRequest asked =
                RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO).with("expect", "100-continue");

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(asked.head());

            assertThat(client.answer(asked).fault()).isEqualTo("401 authentication_error");
        }
    }

    @Test
    void aClientThatWaitsWithTooMuchIsNotInvited() {
        RawRequest asked = RawRequest.message(TestKeys.OPEN, "").with("expect", "100-continue");
        byte[] head = new String(asked.head(), ISO_8859_1)
                .replace("content-length: 0", "content-length: 33554433")
                .getBytes(ISO_8859_1);

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(head);

            assertThat(client.answer(asked).fault()).isEqualTo("413 request_too_large");
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        String script = ok();
        byte[] full = Arrays.copyOf(RawRequest.HELLO.getBytes(UTF_8), 32 * MEGABYTE.length);
        Arrays.fill(full, RawRequest.HELLO.length(), full.length, (byte) ' ');

        ReceivedResponse answer =
                world.ask(RawRequest.message(TestKeys.OPEN, "").carrying(full).playing(script));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(ByteChunks.sha256(world.upstream().onlyRequest(script).body()))
                .isEqualTo(ByteChunks.sha256(full));
    }

    @Test
    void anErrorResponseOfARequestWithoutABodyKeepsTheConnection() {
        String script = ok();
        try (RawClient client = new RawClient(world.gateway())) {
            ReceivedResponse refused = client.ask(RawRequest.get("/v1/models", TestKeys.UNKNOWN));
            ReceivedResponse unknown = client.ask(RawRequest.bare("GET", "/v1/nothing"));
            ReceivedResponse served = client.ask(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("connection")).isEmpty();
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(served.status()).isEqualTo(200);
        }
    }

    @Test
    void anErrorResponseAfterTheBodyWasReadKeepsTheConnection() {
        String script = ok();
        try (RawClient client = new RawClient(world.gateway())) {
            ReceivedResponse refused = client.ask(RawRequest.message(TestKeys.OPEN, "[]"));
            ReceivedResponse served = client.ask(
                    RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script));

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.header("connection")).isEmpty();
            assertThat(served.status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestBehindARejectedOneIsNotServed() {
        String script = ok();
        RawRequest refused = RawRequest.message(TestKeys.UNKNOWN, "").carrying(MEGABYTE);
        RawRequest behind = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(script);

        try (RawClient client = new RawClient(world.gateway())) {
            client.send(refused.head());
            ReceivedResponse answer = client.answer(refused);
            client.send(refused.body());
            try {
                client.send(behind.head());
                client.send(behind.body());
            } catch (java.io.UncheckedIOException _) {
                // Closed already
            }

            assertThat(answer.status()).isEqualTo(401);
            assertThat(client.isClosedByGateway()).isTrue();
        }
        assertThat(world.upstream().received(script)).isEmpty();
    }

    @Test
    void pipelinedRequestsAreServedInTheirOrder() {
        String first = world.upstream().learn(stage -> stage.answer("200 OK\r\n", "1".getBytes(UTF_8)));
        String second = world.upstream().learn(stage -> stage.answer("200 OK\r\n", "2".getBytes(UTF_8)));
        RawRequest one = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(first);
        RawRequest two = RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).playing(second);

        try (RawClient client = new RawClient(world.gateway())) {
            for (RawRequest asked : java.util.List.of(one, two)) {
                client.send(asked.head());
                client.send(asked.body());
            }

            assertThat(client.answer(one).text()).isEqualTo("1");
            assertThat(client.answer(two).text()).isEqualTo("2");
        }
    }

    private String ok() {
        return world.upstream()
                .learn(stage -> stage.answer("200 OK\r\ncontent-type: application/json\r\n", "{}".getBytes(UTF_8)));
    }
}
