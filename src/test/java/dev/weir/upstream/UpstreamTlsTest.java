package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.RawUpstream.RawConnection;
import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates the client trusts. That of the server is made for this test, for {@code localhost} only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamTlsTest {
    private static final UpstreamOutcome NOT_TRUSTED =
            new Unreachable(Failure.TLS, "The upstream's TLS certificate or handshake was not accepted.");
    private static final String PASSWORD = "not-secret";

    private final List<LoopbackServer> servers = new ArrayList<>();

    private Path certificate = Path.of("");
    private Path authority = Path.of("");
    private int port;
    private int signedPort;
    private int expiredPort;
    private int plainPort;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        certificate = folder.resolve("server.pem");
        Path store = folder.resolve("server.p12");
        authority = folder.resolve("authority.pem");
        makePair(store, "server");
        export(store, "server", certificate);
        makePair(store, "authority", "-ext", "bc:c");
        export(store, "authority", authority);
        makePair(store, "signed", "-signer", "authority");
        makePair(store, "expired", "-signer", "authority", "-startdate", "-10d", "-validity", "5");
        for (String alias : List.of("server", "signed", "expired")) {
            servers.add(LoopbackServer.serving(
                    tls(store, alias), request -> request.response().end("hello")));
        }
        servers.add(LoopbackServer.serving(request -> request.response().end("hello")));
        port = servers.getFirst().port();
        signedPort = servers.get(1).port();
        expiredPort = servers.get(2).port();
        plainPort = servers.getLast().port();
    }

    @AfterAll
    void stop() {
        servers.forEach(LoopbackServer::close);
    }

    @Test
    void rejectsACertificateThatNobodyVouchesFor() {
        assertThat(outcome(at("https://localhost:" + port))).isEqualTo(NOT_TRUSTED);
    }

    @Test
    void trustsWhomTheSettingsNameInPlaceOfTheUsual() {
        UpstreamOutcome outcome = outcome(at("https://localhost:" + port).withTrust(certificate));

        assertThat(outcome).isInstanceOf(Responded.class);
    }

    @Test
    void rejectsACertificateForAnotherName() {
        UpstreamOutcome outcome = outcome(at("https://127.0.0.1:" + port).withTrust(certificate));

        assertThat(outcome).isEqualTo(NOT_TRUSTED);
    }

    @Test
    void rejectsACertificateThatHasExpired() {
        UpstreamOutcome signed = outcome(at("https://localhost:" + signedPort).withTrust(authority));
        UpstreamOutcome expired = outcome(at("https://localhost:" + expiredPort).withTrust(authority));

        assertThat(signed).isInstanceOf(Responded.class);
        assertThat(expired).isEqualTo(NOT_TRUSTED);
    }

    @Test
    void trustsTheUpstreamAndNotItsProxyWhereThereIsOne() {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (RawUpstream proxy = new RawUpstream((head, line) -> {
            heads.add(head);
            tunnel(line);
        })) {
            UpstreamSettings settings = at("https://localhost:" + port).withProxy(proxy.port());

            UpstreamOutcome trusted = outcome(settings.withTrust(certificate));
            UpstreamOutcome untrusted = outcome(settings);

            assertThat(trusted).isInstanceOf(Responded.class);
            assertThat(untrusted).isEqualTo(NOT_TRUSTED);
            assertThat(heads)
                    .hasSize(2)
                    .allMatch(head -> head.startsWith("CONNECT localhost:" + port + " ") && !head.contains("sk"));
        }
    }

    private void tunnel(RawConnection line) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
            line.send("HTTP/1.1 200 OK\r\n\r\n");
            Thread.ofVirtual().start(() -> copy(upstream, line.socket()));
            line.in().transferTo(upstream.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One of both has ended
        }
    }

    @Test
    void neverFallsBackToClearText() {
        UpstreamOutcome outcome = outcome(at("https://localhost:" + plainPort).withTrust(certificate));

        assertThat(outcome).isEqualTo(NOT_TRUSTED);
    }

    private static UpstreamSettings at(String url) {
        return UpstreamSettings.at(0).withUrl(url);
    }

    private UpstreamOutcome outcome(UpstreamSettings settings) {
        LoopbackServer loop = servers.getFirst();
        UpstreamTimeouts timeouts = UpstreamSettings.timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1));
        UpstreamClient client = new UpstreamClient(loop.vertx(), timeouts, Optional::empty, Map.of("main", settings));
        UpstreamRequest request =
                new UpstreamRequest(HttpMethod.GET, "/", HttpHeaders.headers(), Optional.empty(), false);
        return LoopbackServer.await(loop.on(() -> client.send(request, UpstreamSettings.key("main", "key", () -> "sk")))
                .outcome());
    }

    private static HttpServerOptions tls(Path store, String alias) {
        PfxOptions pair =
                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD).setAlias(alias);
        return new HttpServerOptions().setSsl(true).setKeyCertOptions(pair);
    }

    private static void makePair(Path store, String alias, String... more) throws IOException, InterruptedException {
        List<String> pair = new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
        pair.addAll(List.of("-dname", "CN=" + alias, "-ext", "san=dns:localhost"));
        pair.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        pair.addAll(List.of(more));
        keytool(pair);
    }

    private static void export(Path store, String alias, Path certificate) throws IOException, InterruptedException {
        List<String> export = new ArrayList<>(List.of("-exportcert", "-rfc", "-alias", alias));
        export.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-file", certificate.toString()));
        keytool(export);
    }

    private static void keytool(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
