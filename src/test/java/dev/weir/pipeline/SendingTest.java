package dev.weir.pipeline;

import static dev.weir.pipeline.UpstreamReply.DELTA;
import static dev.weir.pipeline.UpstreamReply.START;
import static dev.weir.pipeline.UpstreamReply.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.Outcome;
import dev.weir.metering.UsageRecord;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a request is sent, on which keys, and what the client gets of it. */
class SendingTest {
    private static final byte[] STREAM = TestGateway.request("claude-big", true, "");
    private static final String OVERLOADED_EVENT =
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n";
    private static final String INVALID_EVENT = OVERLOADED_EVENT.replace("overloaded_error", "invalid_request_error");

    private final Queue<UpstreamReply> replies = new ConcurrentLinkedQueue<>();
    private final List<String> keysUsed = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private TestGateway gateway = new TestGateway(this::serve, GatewayBounds.retrying("a"));

    @AfterEach
    void close() {
        gateway.close();
    }

    private void serve(HttpServerRequest request) {
        keysUsed.add(String.valueOf(request.getHeader("x-api-key")));
        request.body().onSuccess(body -> {
            bodies.add(body.toString());
            Optional.ofNullable(replies.poll()).orElseGet(UpstreamReply::stream).to(request);
        });
    }

    static List<UpstreamReply> retried() {
        List<UpstreamReply> replies = new ArrayList<>();
        IntStream.of(429, 500, 502, 503, 504, 529).forEach(status -> replies.add(UpstreamReply.status(status)));
        replies.add(UpstreamReply.close());
        replies.add(UpstreamReply.stream("an error as first event", OVERLOADED_EVENT));
        replies.add(UpstreamReply.stream("a stream without an event", ""));
        replies.add(UpstreamReply.stream("a stream cut within its first event", START.substring(0, 30)));
        return replies;
    }

    @ParameterizedTest
    @MethodSource("retried")
    void sendsTheSameBytesAgainAndTheClientSeesOnlyTheGoodStream(UpstreamReply first) {
        replies.add(first);

        gateway.create(STREAM);

        assertThat(gateway.client.text()).isEqualTo(START + DELTA + STOP);
        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(bodies).hasSize(2).allMatch(bodies.getFirst()::equals);
        assertThat(record().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record().sent().attempts()).isEqualTo(2);
        assertThat(gateway.quota.settled).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 408, 409, 413, 422, 501})
    void relaysWhatIsNotRetriedAfterOneAttempt(int status) {
        replies.add(UpstreamReply.status(status));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(status);
        assertThat(keysUsed).hasSize(1);
    }

    @Test
    void relaysTheLastAttemptUnchangedWhereRetriesEnd() {
        IntStream.range(0, 3)
                .forEach(attempt -> replies.add(new UpstreamReply(
                        "529",
                        request -> request.response()
                                .setStatusCode(529)
                                .putHeader("retry-after", "0")
                                .putHeader("x-attempt", Integer.toString(attempt))
                                .end("{\"attempt\":" + attempt + "}"))));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.client.text()).isEqualTo("{\"attempt\":2}");
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("0");
        assertThat(gateway.client.headers.get("x-attempt")).isEqualTo("2");
    }

    @Test
    void retriesAnInternalErrorOnce() {
        IntStream.range(0, 3).forEach(_ -> replies.add(UpstreamReply.status(500)));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(500);
        assertThat(keysUsed).hasSize(2);
    }

    @Test
    void respondsAtOnceWhereTheUpstreamAsksForALongWait() {
        replies.add(new UpstreamReply(
                "529",
                request -> request.response()
                        .setStatusCode(529)
                        .putHeader("retry-after", "9")
                        .end("busy")));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(gateway.client.headers.get("retry-after")).isEqualTo("9");
        assertThat(keysUsed).hasSize(1);
    }

    @Test
    void makesFewerAttemptsForAClientThatRepeatsItsRequestItself() {
        IntStream.range(0, 3).forEach(_ -> replies.add(UpstreamReply.status(529)));
        MultiMap headers = TestGateway.headers().add("x-stainless-retry-count", "2");

        gateway.create(STREAM, headers);

        assertThat(gateway.client.status).isEqualTo(529);
        assertThat(keysUsed).hasSize(1);
    }

    @Test
    void relaysAnErrorEventThatIsNotRetriedAsItIs() {
        replies.add(UpstreamReply.stream("an invalid request", INVALID_EVENT));

        gateway.create(STREAM);

        assertThat(gateway.client.text()).isEqualTo(INVALID_EVENT);
        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(keysUsed).hasSize(1);
        assertThat(record().outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
    }

    @Test
    void relaysTheLastErrorEventWhereRetriesEnd() {
        IntStream.range(0, 3).forEach(_ -> replies.add(UpstreamReply.stream("overloaded", OVERLOADED_EVENT)));

        gateway.create(STREAM);

        assertThat(gateway.client.text()).isEqualTo(OVERLOADED_EVENT);
        assertThat(keysUsed).hasSize(3);
    }

    @Test
    void neverSendsAgainWhatWasCommitted() {
        replies.add(UpstreamReply.brokenStream());

        gateway.create(STREAM);

        assertThat(keysUsed).hasSize(1);
        assertThat(gateway.client.text()).startsWith(START).contains("event: error");
    }

    @ParameterizedTest
    @CsvSource({
        "429, rate_limit_error, enforced_spend_limit_reached",
        "401, authentication_error, -",
        "403, permission_error, organization_on_hold"
    })
    void movesToAnotherKeyAndLeavesTheFirstOut(int status, String type, String code) {
        gateway.close();
        gateway = new TestGateway(this::serve, GatewayBounds.retrying("a", "b"));
        replies.add(new UpstreamReply(
                "an error of the key",
                request -> request.response()
                        .setStatusCode(status)
                        .end("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"details\":{\"error_code\":\""
                                + code + "\"}}}")));

        gateway.create(STREAM);
        gateway.createAgain(STREAM);

        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(keysUsed).hasSize(3);
        assertThat(keysUsed.get(1)).isEqualTo(keysUsed.get(2)).isNotEqualTo(keysUsed.get(0));
    }

    @Test
    void keepsTheLastKeyAndNeverRelaysItsRejection() {
        replies.add(rejection());

        gateway.create(STREAM);
        gateway.createAgain(STREAM);

        assertThat(gateway.client.status).isEqualTo(502);
        assertThat(keysUsed).containsExactly("sk-a", "sk-a");
    }

    @Test
    void sendsAgainWithTheNewSecretWhereTheOldOneWasReplacedMeanwhile() {
        replies.add(new UpstreamReply("a rejection of what was replaced", request -> {
            gateway.secrets.put("a", "sk-new");
            rejection().to(request);
        }));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(keysUsed).containsExactly("sk-a", "sk-new");
    }

    @Test
    void movesToAnotherKeyAtOnceOnARateLimitHoweverLong() {
        gateway.close();
        gateway = new TestGateway(this::serve, GatewayBounds.retrying("a", "b"));
        replies.add(new UpstreamReply(
                "429",
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("retry-after", "60")
                        .end("{}")));

        gateway.create(STREAM);

        assertThat(gateway.client.status).isEqualTo(200);
        assertThat(keysUsed).containsExactlyInAnyOrder("sk-a", "sk-b");
    }

    private static UpstreamReply rejection() {
        return new UpstreamReply(
                "401",
                request -> request.response()
                        .setStatusCode(401)
                        .end("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"x\"}}"));
    }

    private UsageRecord record() {
        return gateway.records.getFirst();
    }
}
