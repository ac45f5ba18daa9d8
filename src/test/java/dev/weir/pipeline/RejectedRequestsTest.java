package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.messages.ErrorType;
import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import dev.weir.quota.QuotaDecision;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that end with an error response of ours: nothing sent in vain, one record, nothing held any more. */
class RejectedRequestsTest {
    private static final byte[] GOOD = TestGateway.request("claude-big", false, "");

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private UpstreamReply reply = UpstreamReply.json();
    private TestGateway gateway = new TestGateway(this::serve, GatewayBounds.USUAL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void use(GatewayBounds limits) {
        gateway.close();
        gateway = new TestGateway(this::serve, limits);
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        request.body().onSuccess(_ -> reply.to(request));
    }

    @Test
    void returns401WithoutReadingTheBodyWhereThereIsNoKey() {
        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().remove("x-api-key")));

        gateway.assertEnded(401, Outcome.UNAUTHENTICATED, 0);
        assertThat(gateway.client.headers.get("x-should-retry")).isEqualTo("false");
        assertThat(gateway.client.headers.get("x-weir-source")).isEqualTo("gateway");
        assertThat(gateway.body.isPaused()).isTrue();
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void returns529WhereTheMaximumIsInFlight() {
        use(new GatewayBounds(0, Duration.ofMinutes(1), 10));

        LoopbackServer.await(gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers()));

        gateway.assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("1");
    }

    @Test
    void returns529WhereAKeyHasItsShareInFlight() {
        gateway.maxPerKey.set(0);

        LoopbackServer.await(gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers()));

        gateway.assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.text()).contains("weir.requests.max-in-flight-per-key");
        assertThat(gateway.admission.inFlight()).isZero();
    }

    @Test
    void returns529WhereTheBodiesOfAKeyHaveTheirShare() {
        gateway.roomOfKey().tryTake(499_000);

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add("content-length", "2000")));
        gateway.roomOfKey().giveBack(499_000);

        gateway.assertEnded(529, Outcome.SHED, 0);
        assertThat(gateway.client.text()).contains("weir.body.max-in-flight-per-key");
    }

    @ParameterizedTest
    @CsvSource({
        "content-length, 100001, 413",
        "content-encoding, br, 415",
        "content-encoding, 'gzip, gzip', 415",
        "content-encoding, zstd, 415"
    })
    void rejectsByTheHeadWithoutInvitingTheBody(String name, String value, int status) {
        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add(name, value)));

        gateway.assertEnded(status, Outcome.INVALID, 0);
        assertThat(gateway.invited).hasValue(0);
    }

    @Test
    void returns529WhereThereIsNoRoomForTheDeclaredSize() {
        gateway.room.tryTake(999_000);

        LoopbackServer.await(gateway.begin(
                Route.MESSAGES, "/v1/messages", TestGateway.headers().add("content-length", "2000")));
        gateway.room.giveBack(999_000);

        gateway.assertEnded(529, Outcome.SHED, 0);
    }

    @Test
    void returns529WhereTheRoomRunsOutWhileTheBodyComes() {
        gateway.room.tryTake(999_000);

        gateway.create(new byte[5000]);
        gateway.room.giveBack(999_000);

        gateway.assertEnded(529, Outcome.SHED, 0);
    }

    @Test
    void returns529WhereThereIsNoRoomForTheInflatedBody() throws IOException {
        byte[] body = TestGateway.request("claude-big", false, " ".repeat(90_000));
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(body);
        }
        gateway.room.tryTake(950_000);

        gateway.create(small.toByteArray(), TestGateway.headers().add("content-encoding", "gzip"));
        gateway.room.giveBack(950_000);

        gateway.assertEnded(529, Outcome.SHED, 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void returns413WhenBodyExceedsMaxSize() {
        gateway.create(new byte[TestGateway.MAX_BODY + 1]);

        gateway.assertEnded(413, Outcome.INVALID, 0);
        assertThat(gateway.client.text()).contains("request_too_large");
    }

    static List<Arguments> rejectedBodies() {
        byte[] withoutMaxTokens = "{\"model\":\"claude-big\"}".getBytes(UTF_8);
        byte[] blockedUser = TestGateway.request("claude-big", false, ",\"metadata\":{\"user_id\":\"blocked\"}");
        return List.of(
                Arguments.of("no body", new byte[0], 400, Outcome.INVALID),
                Arguments.of("half a body", "{".getBytes(UTF_8), 400, Outcome.INVALID),
                Arguments.of("no max_tokens", withoutMaxTokens, 400, Outcome.INVALID),
                Arguments.of("another model", TestGateway.request("gpt", false, ""), 400, Outcome.FORBIDDEN),
                Arguments.of(
                        "a denied feature",
                        TestGateway.request("claude-big", false, ",\"mcp_servers\":[{}]"),
                        400,
                        Outcome.FORBIDDEN),
                Arguments.of("a blocked user", blockedUser, 403, Outcome.FORBIDDEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rejectedBodies")
    void rejectsByTheBody(String name, byte[] body, int status, Outcome outcome) {
        gateway.create(body);

        gateway.assertEnded(status, outcome, 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void returns529WhereAllUpstreamConnectionsAreTaken() {
        use(new GatewayBounds(10, Duration.ofMinutes(1), 1));
        reply = UpstreamReply.nothing();
        var otherClient = new FakeClient();
        var otherBody = new FakeSource();
        Future<Void> other =
                gateway.begin(Route.MESSAGES, "/v1/messages", TestGateway.headers(), otherClient, otherBody);
        gateway.onLoop(() -> otherBody.send(GOOD).end());
        LoopbackServer.until(() -> seen.size() == 1);

        gateway.create(GOOD);
        UsageRecord record = gateway.records.getFirst();
        gateway.onLoop(otherClient::leave);
        LoopbackServer.await(other);

        assertThat(record.status()).isEqualTo(529);
        assertThat(record.outcome()).isEqualTo(Outcome.SHED);
        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.quota.settled).hasSize(2);
        gateway.assertNothingHeld();
    }

    @Test
    void returns500WhereAStageThrows() {
        gateway.quota.decision = () -> {
            throw new IllegalStateException("a bug");
        };

        gateway.create(GOOD);

        gateway.assertEnded(500, Outcome.FAILED, 0);
        assertThat(gateway.client.text()).doesNotContain("a bug");
    }

    @Test
    void returns500WhereAReservationFails() {
        gateway.quota.decision = () -> Future.failedFuture("a bug");

        gateway.create(GOOD);

        gateway.assertEnded(500, Outcome.FAILED, 0);
    }

    @Test
    void returns429WhereALimitHasNoRoom() {
        gateway.quota.decision = () -> Future.succeededFuture(new QuotaDecision.Denied(
                ErrorType.BILLING, "The limit has no room.", Map.of("x-weir-limit", "user/usd-per-day")));

        gateway.create(GOOD);

        gateway.assertEnded(429, Outcome.QUOTA_REFUSED, 0);
        assertThat(gateway.client.text()).contains("billing_error").contains("The limit has no room.");
        assertThat(gateway.client.headers.get("x-weir-limit")).isEqualTo("user/usd-per-day");
    }

    @Test
    void returns503WhereLimitsCannotBeCounted() {
        gateway.quota.decision =
                () -> Future.succeededFuture(new QuotaDecision.Unavailable("Not now.", Map.of("retry-after", "5")));

        gateway.create(GOOD);

        gateway.assertEnded(503, Outcome.QUOTA_REFUSED, 0);
        assertThat(gateway.client.text()).contains("api_error");
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("5");
    }
}
