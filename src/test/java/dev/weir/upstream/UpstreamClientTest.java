package dev.weir.upstream;

import static dev.weir.upstream.TestAttempts.collect;
import static dev.weir.upstream.TestAttempts.get;
import static dev.weir.upstream.TestAttempts.outcome;
import static dev.weir.upstream.TestAttempts.post;
import static dev.weir.upstream.TestAttempts.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.FreePorts;
import dev.weir.body.Collected;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.TimedOut;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to an upstream, and what is handed over of its response. */
class UpstreamClientTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final UpstreamByPath upstream = new UpstreamByPath();
    private final AtomicReference<String> secret = new AtomicReference<>("sk-weir");
    private final PoolKey key = UpstreamSettings.key("main", "key-of-main", secret::get);
    private final LoopbackServer server = LoopbackServer.serving(upstream::serve);
    private final TestAttempts attempts = new TestAttempts(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void handsOverTheResponseAsItComes() {
        UpstreamResponse response = response(send(client(), "/ok?beta=true"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("request-id")).isEqualTo("req_1");
        assertThat(attempts.text(response)).isEqualTo("hello");
        assertThat(upstream.seen.getFirst().uri()).isEqualTo("/ok?beta=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ok", "/ok/"})
    void putsTheBasePathOfTheUpstreamFirst(String base) {
        UpstreamClient client =
                client(UpstreamSettings.at(server.port()).withUrl("http://127.0.0.1:" + server.port() + base), LONG);

        send(client, "/v1/messages?beta=true");

        LoopbackServer.until(() -> !upstream.seen.isEmpty());
        assertThat(upstream.seen.getFirst().uri()).isEqualTo("/ok/v1/messages?beta=true");
    }

    @Test
    void sendsTheBytesAndTheirNumber() {
        byte[] bytes = "{\"model\":\"x\"}".repeat(20_000).getBytes(UTF_8);

        UpstreamResponse response =
                response(send(client(), post("/echo", HttpHeaders.headers(), Optional.of(Bodies.of(bytes)), false)));

        assertThat(attempts.text(response)).isEqualTo(new String(bytes, UTF_8));
        assertThat(upstream.seen.getFirst().headers().getAll("content-length")).containsExactly("260000");
        assertThat(upstream.seen.getFirst().headers().contains("transfer-encoding"))
                .isFalse();
    }

    @Test
    void sendsItsOwnCredentialInPlaceOfTheClients() {
        MultiMap theirs = HttpHeaders.headers()
                .add("x-api-key", "weir_client")
                .add("authorization", "Bearer weir_client")
                .add("host", "gateway")
                .add("anthropic-version", "2023-06-01");

        response(send(client(), post("/ok", theirs, Optional.empty(), false)));

        MultiMap sent = upstream.seen.getFirst().headers();
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
                client, post("/ok", HttpHeaders.headers().add("x-api-key", "weir_client"), Optional.empty(), false)));

        assertThat(upstream.seen.getFirst().headers().getAll("authorization")).containsExactly("Bearer sk-weir");
        assertThat(upstream.seen.getFirst().headers().contains("x-api-key")).isFalse();
    }

    @Test
    void asksForItsCredentialAnewEachTime() {
        UpstreamClient client = client();
        response(send(client, "/ok"));

        secret.set("sk-new");
        response(send(client, "/ok"));

        assertThat(upstream.seen.stream().map(request -> request.getHeader("x-api-key")))
                .containsExactly("sk-weir", "sk-new");
    }

    @Test
    void saysThatNobodyListens() {
        int port = FreePorts.next();

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
        assertThat(upstream.seen).hasSize(1);
    }

    @Test
    void neitherFollowsNorHandsOverARedirect() {
        UpstreamOutcome outcome = outcome(send(client(), "/302"));

        assertThat(outcome)
                .isEqualTo(new Unreachable(
                        Failure.UNUSABLE,
                        "The upstream redirected the request, which is never followed: check the upstream's url."));
        assertThat(upstream.seen).hasSize(1);
    }

    @Test
    void namesTheLimitWithinWhichNoHeadCame() {
        UpstreamClient client = client(UpstreamSettings.at(server.port()), Duration.ofMillis(30));

        UpstreamOutcome json = outcome(send(client, "/never"));
        UpstreamOutcome stream = outcome(send(
                client, post("/never", HttpHeaders.headers(), Optional.of(Bodies.of(new byte[] {1})), true)));

        assertThat(json).isEqualTo(new TimedOut("weir.timeout.first-byte-json"));
        assertThat(stream).isEqualTo(new TimedOut("weir.timeout.first-byte-stream"));
        LoopbackServer.until(() -> server.open() == 0);
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
        return new UpstreamClient(
                server.vertx(),
                UpstreamSettings.timeouts(firstByte, firstByte),
                Optional::empty,
                Map.of("main", settings));
    }

    private UpstreamAttempt send(UpstreamClient client, String uri) {
        return send(client, get(uri));
    }

    private UpstreamAttempt send(UpstreamClient client, UpstreamRequest request) {
        return attempts.send(client, request, key);
    }
}
