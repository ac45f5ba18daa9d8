package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import dev.weir.upstream.keys.PoolKey;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an upstream is reached: at its addresses of now, over a proxy, and within the limits of a connection. */
class UpstreamReachTest {
    private static final PoolKey KEY = UpstreamSettings.key("main", "key", () -> "sk-weir");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String FIRST = "127.0.0.1";
    private static final String SECOND = "127.0.0.2";

    @Test
    void namesTheLimitWithinWhichThereWasNoConnection() throws IOException {
        List<Socket> queued = new ArrayList<>();
        try (LoopbackServer loop = LoopbackServer.serving(_ -> {});
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queued);

            UpstreamOutcome outcome = outcome(
                    loop,
                    UpstreamSettings.at(full.getLocalPort()),
                    UpstreamSettings.connecting(Duration.ofMillis(50), LONG));

            assertThat(outcome)
                    .isEqualTo(new Unreachable(
                            Failure.CONNECT, "The upstream was not connected within weir.timeout.connect."));
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void namesTheLimitWithinWhichThereWasNoHandshake() throws IOException {
        try (LoopbackServer loop = LoopbackServer.serving(_ -> {});
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            UpstreamOutcome outcome = outcome(
                    loop,
                    UpstreamSettings.at(0).withUrl("https://127.0.0.1:" + silent.getLocalPort()),
                    UpstreamSettings.connecting(LONG, Duration.ofMillis(50)));

            assertThat(outcome)
                    .isEqualTo(new Unreachable(
                            Failure.TLS, "The upstream's TLS handshake took longer than weir.timeout.tls."));
        }
    }

    @Test
    void sendsWhatIsForAnUpstreamInClearTextToItsProxy() {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (LoopbackServer loop = LoopbackServer.serving(_ -> {});
                RawUpstream proxy = new RawUpstream((head, line) -> {
                    heads.add(head);
                    line.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                })) {
            UpstreamSettings settings =
                    UpstreamSettings.at(0).withUrl("http://upstream.invalid").withProxy(proxy.port());

            UpstreamOutcome outcome = outcome(loop, settings, UpstreamSettings.connecting(LONG, LONG));

            assertThat(outcome).isInstanceOf(Responded.class);
            assertThat(heads).singleElement().asString().startsWith("GET http://upstream.invalid/");
        }
    }

    @Test
    void followsAChangeOfTheUpstreamsAddressOnceConnectionsAreOld(@TempDir Path folder) throws IOException {
        Path hosts = folder.resolve("hosts");
        pointTo(hosts, FIRST);
        VertxOptions options = new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .setHostsPath(hosts.toString())
                        .setHostsRefreshPeriod(1));
        try (LoopbackServer loop = LoopbackServer.resolving(
                options,
                request -> request.response()
                        .putHeader("x-host", request.connection().localAddress().host())
                        .end("x"))) {
            loop.listenAlsoAt(SECOND);
            UpstreamClient client = client(
                    loop,
                    UpstreamSettings.at(0).withUrl("http://upstream.test:" + loop.port()),
                    UpstreamSettings.connectionAge(Duration.ofMillis(100)));
            String before = host(loop, client);

            pointTo(hosts, SECOND);

            LoopbackServer.until(() -> host(loop, client).equals(SECOND));
            assertThat(before).isEqualTo(FIRST);
        }
    }

    @Test
    void usesAConnectionAgainUntilItIsOld() {
        try (LoopbackServer loop =
                LoopbackServer.serving(request -> request.response().end("x"))) {
            UpstreamClient client =
                    client(loop, UpstreamSettings.at(loop.port()), UpstreamSettings.connectionAge(LONG));

            host(loop, client);
            host(loop, client);

            assertThat(loop.opened()).isEqualTo(1);
        }
    }

    /** Replaces the file as a whole, as it may be read at any time. */
    private static void pointTo(Path hosts, String address) throws IOException {
        Path next = hosts.resolveSibling("hosts.next");
        Files.writeString(next, address + " upstream.test\n");
        Files.move(next, hosts, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes all the places in which the machine keeps connections that nobody has accepted. */
    private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 50);
            } catch (SocketTimeoutException _) {
                return;
            }
        }
        throw new AssertionError("the queue of connections has no end");
    }

    private static String host(LoopbackServer loop, UpstreamClient client) {
        UpstreamResponse response =
                ((Responded) LoopbackServer.await(send(loop, client).outcome())).response();
        LoopbackServer.await(loop.on(() -> {
            Promise<Void> end = Promise.promise();
            response.body().endHandler(end::complete).handler(_ -> {}).resume();
            return end.future();
        }));
        return String.valueOf(response.headers().get("x-host"));
    }

    private static UpstreamOutcome outcome(LoopbackServer loop, UpstreamSettings settings, UpstreamTimeouts timeouts) {
        return LoopbackServer.await(send(loop, client(loop, settings, timeouts)).outcome());
    }

    private static UpstreamAttempt send(LoopbackServer loop, UpstreamClient client) {
        UpstreamRequest request =
                new UpstreamRequest(HttpMethod.GET, "/", HttpHeaders.headers(), Optional.empty(), false);
        return loop.on(() -> client.send(request, KEY));
    }

    private static UpstreamClient client(LoopbackServer loop, UpstreamSettings settings, UpstreamTimeouts timeouts) {
        return new UpstreamClient(loop.vertx(), timeouts, Optional::empty, Map.of("main", settings));
    }
}
