package dev.weir.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.body.FakeSource;
import dev.weir.relay.FakeClient;
import dev.weir.upstream.LoopbackServer;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One caller cannot hurt the others: whatever it sends, every key stays in use and other teams are served at once. */
class OneCallerTest {
    private static final String ERROR = "x-error";
    private static final int TIMES = 100;

    private final Set<String> keysOfOthers = ConcurrentHashMap.newKeySet();

    /** Cut connections take a moment to close, in which they still count. */
    private final TestGateway gateway =
            new TestGateway(this::serve, GatewayBounds.retrying("a", "b", "c").withRoomFor(2 * TIMES));

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Responds as the header of the request says: {@code <status> <type> <code>}; never where that is {@code hold}. */
    private void serve(HttpServerRequest request) {
        String error = String.valueOf(request.getHeader(ERROR));
        request.body().onSuccess(_ -> {
            if (error.equals("null")) {
                keysOfOthers.add(String.valueOf(request.getHeader("x-api-key")));
                UpstreamReply.json().to(request);
            } else if (!error.equals("hold")) {
                String[] parts = error.split(" ", -1);
                request.response()
                        .setStatusCode(Integer.parseInt(parts[0]))
                        .end("{\"type\":\"error\",\"error\":{\"type\":\"" + parts[1]
                                + "\",\"message\":\"x\",\"details\":{\"error_code\":\"" + parts[2] + "\"}}}");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400 invalid_request_error none",
        "400 invalid_request_error user_profile_required",
        "402 billing_error linked_organization_spend_limit_reached",
        "402 billing_error user_profile_not_billable",
        "403 permission_error none",
        "403 permission_error sandbox_egress_restricted",
        "404 not_found_error file_expired",
        "413 request_too_large none",
        "500 api_error none",
        "504 timeout_error none",
        "529 overloaded_error compaction_unavailable"
    })
    void causesErrorsThatTakeNoKeyFromOthers(String error) {
        MultiMap headers = TestGateway.headers().add(ERROR, error);

        IntStream.range(0, TIMES).forEach(i -> gateway.createAgain(body("attack " + i), headers));

        assertOthersAreServedOnEveryKey();
    }

    @Test
    void leavesRequestsWithoutHarmToOthers() {
        for (int i = 0; i < TIMES; i++) {
            FakeClient client = new FakeClient();
            FakeSource from = new FakeSource();
            byte[] body = body("attack " + i);
            Future<Void> end = gateway.begin(
                    Route.MESSAGES, "/v1/messages", TestGateway.headers().add(ERROR, "hold"), client, from);
            gateway.onLoop(() -> from.send(body).end());
            gateway.onLoop(client::leave);
            LoopbackServer.await(end);
        }

        assertOthersAreServedOnEveryKey();
    }

    @Test
    void sendsGiantBodiesWithoutHarmToOthers() {
        byte[] giant = body("x".repeat(TestGateway.MAX_BODY));

        IntStream.range(0, TIMES)
                .forEach(_ -> assertThat(gateway.createAgain(giant).status).isEqualTo(413));

        assertOthersAreServedOnEveryKey();
        assertThat(gateway.room.inFlight()).isZero();
    }

    private void assertOthersAreServedOnEveryKey() {
        assertThat(gateway.keys.keys()).hasSize(3).allMatch(PoolKey::isInUse);
        Set<Integer> statuses = new HashSet<>();
        int before = gateway.records.size();
        for (int i = 0; i < TIMES; i++) {
            statuses.add(gateway.createAgain(body("question " + i), TestGateway.headersOfOtherTeam()).status);
        }
        assertThat(statuses).containsExactly(200);
        assertThat(gateway.records.subList(before, before + TIMES))
                .allMatch(record -> record.sent().attempts() == 1);
        assertThat(keysOfOthers).containsExactlyInAnyOrder("sk-a", "sk-b", "sk-c");
    }

    private static byte[] body(String text) {
        return ("{\"model\":\"claude-big\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                        + "\"}]}")
                .getBytes(UTF_8);
    }
}
