package dev.weir.upstream;

import static dev.weir.upstream.TestAttempts.get;
import static dev.weir.upstream.TestAttempts.outcome;
import static dev.weir.upstream.TestAttempts.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connections to an upstream: who waits for one, and what becomes of it afterwards. */
class UpstreamPoolTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final UpstreamByPath upstream = new UpstreamByPath();
    private final PoolKey key = UpstreamSettings.key("main", "key-of-main", () -> "sk-weir");
    private final LoopbackServer server = LoopbackServer.serving(upstream::serve);
    private final TestAttempts attempts = new TestAttempts(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void closesTheConnectionOfAnAttemptThatIsCancelledBeforeTheHead() {
        UpstreamAttempt attempt = send(client(), "/never");
        LoopbackServer.until(() -> upstream.seen.size() == 1);

        attempts.run(() -> {
            attempt.cancel();
            attempt.cancel();
        });

        assertThat(outcome(attempt)).isEqualTo(new Cancelled());
        LoopbackServer.until(() -> server.open() == 0);
    }

    @Test
    void sendsNothingForAnAttemptThatIsCancelledBeforeItIsConnected() {
        UpstreamClient client = client();
        UpstreamAttempt attempt = server.on(() -> {
            UpstreamAttempt sent = client.send(get("/never"), key);
            sent.cancel();
            return sent;
        });
        UpstreamOutcome outcome = outcome(attempt);

        response(send(client, "/ok"));

        assertThat(outcome).isEqualTo(new Cancelled());
        assertThat(upstream.seen.stream().map(HttpServerRequest::path)).containsExactly("/ok");
    }

    @Test
    void isBusyWhereAllConnectionsAreTakenAndEnoughWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 1), LONG);
        UpstreamAttempt first = send(client, "/never");
        LoopbackServer.until(() -> upstream.seen.size() == 1);
        UpstreamAttempt waiting = send(client, "/ok");

        UpstreamOutcome outcome = outcome(send(client, "/ok"));
        attempts.cancel(first);

        assertThat(outcome).isEqualTo(new Busy());
        assertThat(response(waiting).status()).isEqualTo(200);
    }

    @Test
    void countsConnectionsThatAreUsedThatAreIdleAndRequestsThatWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 1), LONG);
        ConnectionCounts counts =
                Optional.ofNullable(client.connections().get("main")).orElseThrow();
        UpstreamAttempt first = send(client, "/never");
        LoopbackServer.until(() -> upstream.seen.size() == 1);
        UpstreamAttempt waiting = send(client, "/ok");
        List<Integer> meanwhile = List.of(counts.used(), counts.idle(), counts.waiting());

        attempts.cancel(first);
        attempts.text(response(waiting));

        assertThat(meanwhile).containsExactly(1, 0, 1);
        LoopbackServer.until(() -> counts.used() == 0 && counts.idle() == 1 && counts.waiting() == 0);
    }

    @Test
    void isBusyAtOnceWhereNobodyMayWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 0), LONG);
        send(client, "/never");
        LoopbackServer.until(() -> upstream.seen.size() == 1);

        assertThat(outcome(send(client, "/ok"))).isEqualTo(new Busy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ok", "/401", "/302", "/close", "/broken", "/stream", "/never", "cancelled early"})
    void leavesTheOnlyConnectionFreeForTheNextRequest(String path) {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 10), Duration.ofSeconds(10));
        for (int turn = 0; turn < 5; turn++) {
            int before = upstream.seen.size();
            switch (path) {
                case "/stream", "/broken" -> attempts.cancel(response(send(client, path)));
                case "/ok" -> attempts.text(response(send(client, path)));
                case "/never" -> {
                    UpstreamAttempt attempt = send(client, path);
                    LoopbackServer.until(() -> upstream.seen.size() > before);
                    attempts.cancel(attempt);
                }
                case "cancelled early" ->
                    attempts.run(() -> client.send(get("/never"), key).cancel());
                default -> outcome(send(client, path));
            }
        }

        assertThat(attempts.text(response(send(client, "/ok")))).isEqualTo("hello");
        LoopbackServer.until(() -> server.open() <= 1);
    }

    @Test
    void keepsTheConnectionOfAResponseThatEndedWhoeverCancelsIt() {
        UpstreamClient client = client();
        for (int turn = 0; turn < 3; turn++) {
            UpstreamResponse response = response(send(client, "/ok"));
            attempts.text(response);
            attempts.cancel(response);
        }

        assertThat(server.opened()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionOfAResponseThatIsCancelled() {
        UpstreamResponse response = response(send(client(), "/stream"));

        attempts.cancel(response);

        LoopbackServer.until(() -> server.open() == 0);
        assertThat(server.opened()).isEqualTo(1);
    }

    private UpstreamClient client() {
        return client(UpstreamSettings.at(server.port()), LONG);
    }

    private UpstreamClient client(UpstreamSettings settings, Duration firstByte) {
        return new UpstreamClient(
                server.vertx(),
                UpstreamSettings.timeouts(firstByte, firstByte),
                Optional::empty,
                Map.of("main", settings));
    }

    private UpstreamAttempt send(UpstreamClient client, String uri) {
        return attempts.send(client, get(uri), key);
    }
}
