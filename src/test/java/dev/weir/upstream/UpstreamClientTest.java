package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.body.Body;
import dev.weir.body.BodyCollector;
import dev.weir.body.ByteRoom;
import dev.weir.body.Collected;
import dev.weir.upstream.UpstreamOutcome.Busy;
import dev.weir.upstream.UpstreamOutcome.Cancelled;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamClientTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> secret = new AtomicReference<>("sk-weir");
    private final PoolKey key = UpstreamSettings.key("main", "key-of-main", secret::get);
    private final LoopbackServer server = LoopbackServer.serving(this::serve);

    @AfterEach
    void close() {
        server.close();
    }

    private void serve(HttpServerRequest request) {
        seen.add(request);
        switch (String.valueOf(request.path())) {
            case "/ok" -> request.response().putHeader("request-id", "req_1").end("hello");
            case "/echo" -> request.body().onSuccess(body -> request.response().end(body));
            case "/401" -> request.response().setStatusCode(401).end("no");
            case "/302" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/ok")
                        .end();
            case "/529" -> request.response().setStatusCode(529).end("busy");
            case "/close" -> request.connection().close();
            case "/broken" ->
                request.response()
                        .setChunked(true)
                        .write("half")
                        .onComplete(_ -> request.connection().close());
            case "/stream" -> request.response().setChunked(true).write("first");
            default -> {} // no response
        }
    }

    @Test
    void handsOverTheResponseAsItComes() {
        UpstreamResponse response = response(send(client(), "/ok?beta=true"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("request-id")).isEqualTo("req_1");
        assertThat(text(response)).isEqualTo("hello");
        assertThat(seen.getFirst().uri()).isEqualTo("/ok?beta=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ok", "/ok/"})
    void putsTheBasePathOfTheUpstreamFirst(String base) {
        UpstreamClient client =
                client(UpstreamSettings.at(server.port()).withUrl("http://127.0.0.1:" + server.port() + base), LONG);

        send(client, "/v1/messages?beta=true");

        LoopbackServer.until(() -> !seen.isEmpty());
        assertThat(seen.getFirst().uri()).isEqualTo("/ok/v1/messages?beta=true");
    }

    @Test
    void sendsTheBytesAndTheirNumber() {
        byte[] bytes = "{\"model\":\"x\"}".repeat(20_000).getBytes(UTF_8);

        UpstreamResponse response =
                response(send(client(), request("/echo", HttpHeaders.headers(), Optional.of(Bodies.of(bytes)), false)));

        assertThat(text(response)).isEqualTo(new String(bytes, UTF_8));
        assertThat(seen.getFirst().headers().getAll("content-length")).containsExactly("260000");
        assertThat(seen.getFirst().headers().contains("transfer-encoding")).isFalse();
    }

    @Test
    void sendsItsOwnCredentialInPlaceOfTheClients() {
        MultiMap theirs = HttpHeaders.headers()
                .add("x-api-key", "weir_client")
                .add("authorization", "Bearer weir_client")
                .add("host", "gateway")
                .add("anthropic-version", "2023-06-01");

        response(send(client(), request("/ok", theirs, Optional.empty(), false)));

        MultiMap sent = seen.getFirst().headers();
        assertThat(sent.getAll("x-api-key")).containsExactly("sk-weir");
        assertThat(sent.contains("authorization")).isFalse();
        assertThat(sent.getAll("host")).containsExactly("127.0.0.1:" + server.port());
        assertThat(sent.getAll("anthropic-version")).containsExactly("2023-06-01");
        assertThat(theirs.get("x-api-key")).isEqualTo("weir_client");
    }

    @Test
    void sendsItsCredentialAsABearerWhereThatIsSet() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).with(UpstreamConfig.Auth.BEARER), LONG);

        response(send(
                client,
                request("/ok", HttpHeaders.headers().add("x-api-key", "weir_client"), Optional.empty(), false)));

        assertThat(seen.getFirst().headers().getAll("authorization")).containsExactly("Bearer sk-weir");
        assertThat(seen.getFirst().headers().contains("x-api-key")).isFalse();
    }

    @Test
    void asksForItsCredentialAnewEachTime() {
        UpstreamClient client = client();
        response(send(client, "/ok"));

        secret.set("sk-new");
        response(send(client, "/ok"));

        assertThat(seen.stream().map(request -> request.getHeader("x-api-key"))).containsExactly("sk-weir", "sk-new");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        UpstreamOutcome outcome = outcome(send(client(UpstreamSettings.at(port), LONG), "/ok"));

        assertThat(outcome).isEqualTo(new Unreachable(Failure.CONNECT, "The upstream could not be reached."));
    }

    @Test
    void saysThatTheNameDoesNotResolve() {
        UpstreamSettings nowhere = UpstreamSettings.at(80).withUrl("http://upstream.invalid"); // Source: RFC 6761

        UpstreamOutcome outcome = outcome(send(client(nowhere, LONG), "/ok"));

        assertThat(outcome).isEqualTo(new Unreachable(Failure.DNS, "The upstream's name does not resolve."));
    }

    @Test
    void saysThatTheConnectionEndedBeforeTheHead() {
        UpstreamOutcome outcome = outcome(send(client(), "/close"));

        assertThat(outcome)
                .isEqualTo(new Unreachable(Failure.CLOSED, "The upstream closed the connection before it responded."));
    }

    @Test
    void handsOverAnErrorOfTheUpstream() {
        UpstreamResponse response = response(send(client(), "/529"));

        assertThat(response.status()).isEqualTo(529);
        assertThat(seen).hasSize(1);
    }

    @Test
    void neitherFollowsNorHandsOverARedirect() {
        UpstreamOutcome outcome = outcome(send(client(), "/302"));

        assertThat(outcome)
                .isEqualTo(new Unreachable(
                        Failure.UNUSABLE,
                        "The upstream redirected the request, which is never followed: check the upstream's url."));
        assertThat(seen).hasSize(1);
    }

    @Test
    void namesTheLimitWithinWhichNoHeadCame() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()), Duration.ofMillis(30));

        UpstreamOutcome json = outcome(send(client, "/never"));
        UpstreamOutcome stream = outcome(send(
                client, request("/never", HttpHeaders.headers(), Optional.of(Bodies.of(new byte[] {1})), true)));

        assertThat(json).isEqualTo(new TimedOut("weir.timeout.first-byte-json"));
        assertThat(stream).isEqualTo(new TimedOut("weir.timeout.first-byte-stream"));
        LoopbackServer.until(() -> server.open() == 0);
    }

    @Test
    void closesTheConnectionOfAnAttemptThatIsCancelledBeforeTheHead() {
        UpstreamAttempt attempt = send(client(), "/never");
        LoopbackServer.until(() -> seen.size() == 1);

        server.on(() -> {
            attempt.cancel();
            attempt.cancel();
            return true;
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
        assertThat(seen.stream().map(HttpServerRequest::path)).containsExactly("/ok");
    }

    @Test
    void isBusyWhereAllConnectionsAreTakenAndEnoughWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 1), LONG);
        UpstreamAttempt first = send(client, "/never");
        LoopbackServer.until(() -> seen.size() == 1);
        UpstreamAttempt waiting = send(client, "/ok");

        UpstreamOutcome outcome = outcome(send(client, "/ok"));
        server.on(() -> {
            first.cancel();
            return true;
        });

        assertThat(outcome).isEqualTo(new Busy());
        assertThat(response(waiting).status()).isEqualTo(200);
    }

    @Test
    void countsConnectionsThatAreUsedThatAreIdleAndRequestsThatWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 1), LONG);
        ConnectionCounts counts =
                Optional.ofNullable(client.connections().get("main")).orElseThrow();
        UpstreamAttempt first = send(client, "/never");
        LoopbackServer.until(() -> seen.size() == 1);
        UpstreamAttempt waiting = send(client, "/ok");
        List<Integer> meanwhile = List.of(counts.used(), counts.idle(), counts.waiting());

        server.on(() -> {
            first.cancel();
            return true;
        });
        text(response(waiting));

        assertThat(meanwhile).containsExactly(1, 0, 1);
        LoopbackServer.until(() -> counts.used() == 0 && counts.idle() == 1 && counts.waiting() == 0);
    }

    @Test
    void isBusyAtOnceWhereNobodyMayWait() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 0), LONG);
        send(client, "/never");
        LoopbackServer.until(() -> seen.size() == 1);

        assertThat(outcome(send(client, "/ok"))).isEqualTo(new Busy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ok", "/401", "/302", "/close", "/broken", "/stream", "/never", "cancelled early"})
    void leavesTheOnlyConnectionFreeForTheNextRequest(String path) {
        UpstreamClient client = client(UpstreamSettings.at(server.port()).withPool(1, 10), Duration.ofSeconds(10));
        for (int turn = 0; turn < 5; turn++) {
            int before = seen.size();
            switch (path) {
                case "/stream", "/broken" -> cancel(response(send(client, path)));
                case "/ok" -> text(response(send(client, path)));
                case "/never" -> {
                    UpstreamAttempt attempt = send(client, path);
                    LoopbackServer.until(() -> seen.size() > before);
                    server.on(() -> {
                        attempt.cancel();
                        return true;
                    });
                }
                case "cancelled early" ->
                    server.on(() -> {
                        client.send(get("/never"), key).cancel();
                        return true;
                    });
                default -> outcome(send(client, path));
            }
        }

        assertThat(text(response(send(client, "/ok")))).isEqualTo("hello");
        LoopbackServer.until(() -> server.open() <= 1);
    }

    @Test
    void keepsTheConnectionOfAResponseThatEndedWhoeverCancelsIt() {
        UpstreamClient client = client();
        for (int turn = 0; turn < 3; turn++) {
            UpstreamResponse response = response(send(client, "/ok"));
            text(response);
            cancel(response);
        }

        assertThat(server.opened()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionOfAResponseThatIsCancelled() {
        UpstreamResponse response = response(send(client(), "/stream"));

        cancel(response);

        LoopbackServer.until(() -> server.open() == 0);
        assertThat(server.opened()).isEqualTo(1);
    }

    @Test
    void tellsABodyThatBreaksOffFromOneThatEnds() {
        UpstreamClient client = client();

        Collected collected = LoopbackServer.await(server.on(() -> client.send(get("/broken"), key)
                .outcome()
                .compose(outcome -> collect(((Responded) outcome).response()))));

        assertThat(collected).isEqualTo(new Collected.ClientGone());
    }

    @Test
    void saysHowLongItWaitedForAConnection() {
        AtomicReference<OptionalLong> unconnected = new AtomicReference<>(OptionalLong.of(0));
        UpstreamClient client = client();
        UpstreamAttempt attempt = server.on(() -> {
            UpstreamAttempt sent = client.send(get("/ok"), key);
            unconnected.set(sent.connectNanos());
            return sent;
        });

        response(attempt);

        assertThat(unconnected).hasValue(OptionalLong.empty());
        assertThat(attempt.connectNanos().orElseThrow()).isPositive();
        assertThat(attempt.upstreamName()).isEqualTo("main");
        assertThat(attempt.keyName()).isEqualTo("key-of-main");
    }

    @Test
    void sendsToTheUpstreamOfTheKeyAndToNoOther() {
        UpstreamClient client = client();
        PoolKey unknown = UpstreamSettings.key("z", "key", secret::get);

        assertThatThrownBy(() -> server.on(() -> client.send(get("/ok"), unknown)))
                .isInstanceOf(NoSuchElementException.class);
    }

    private UpstreamClient client() {
        return client(UpstreamSettings.at(server.port()), LONG);
    }

    private UpstreamClient client(UpstreamSettings settings, Duration firstByte) {
        return client(Map.of("main", settings), firstByte);
    }

    private UpstreamClient client(Map<String, UpstreamConfig> settings, Duration firstByte) {
        return new UpstreamClient(
                server.vertx(), UpstreamSettings.timeouts(firstByte, firstByte), Optional::empty, settings);
    }

    private UpstreamAttempt send(UpstreamClient client, String uri) {
        return send(client, get(uri));
    }

    private UpstreamAttempt send(UpstreamClient client, UpstreamRequest request) {
        return server.on(() -> client.send(request, key));
    }

    private static UpstreamRequest get(String uri) {
        return new UpstreamRequest(HttpMethod.GET, uri, HttpHeaders.headers(), Optional.empty(), false);
    }

    private static UpstreamRequest request(String uri, MultiMap headers, Optional<Body> body, boolean stream) {
        return new UpstreamRequest(HttpMethod.POST, uri, headers, body, stream);
    }

    private static UpstreamOutcome outcome(UpstreamAttempt attempt) {
        return LoopbackServer.await(attempt.outcome());
    }

    private static UpstreamResponse response(UpstreamAttempt attempt) {
        return ((Responded) outcome(attempt)).response();
    }

    private void cancel(UpstreamResponse response) {
        server.on(() -> {
            response.cancel().run();
            return true;
        });
    }

    private Collected collected(UpstreamResponse response) {
        return LoopbackServer.await(server.on(() -> collect(response)));
    }

    private static Future<Collected> collect(UpstreamResponse response) {
        return BodyCollector.collect(response.body(), OptionalLong.empty(), 1_000_000, new ByteRoom(1_000_000));
    }

    private String text(UpstreamResponse response) {
        return switch (collected(response)) {
            case Collected.Complete(Body body) -> body.buffer().toString(UTF_8);
            case Collected other -> throw new AssertionError(other.toString());
        };
    }
}
