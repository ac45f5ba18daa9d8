package dev.weir.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.upstream.UpstreamOutcome.Failure;
import dev.weir.upstream.UpstreamOutcome.Responded;
import dev.weir.upstream.UpstreamOutcome.Unreachable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private int port;
    private int plainPort;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        certificate = folder.resolve("server.pem");
        Path store = folder.resolve("server.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                certificate.toString());
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
        servers.add(LoopbackServer.serving(tls, request -> request.response().end("hello")));
        servers.add(LoopbackServer.serving(request -> request.response().end("hello")));
        port = servers.getFirst().port();
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

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
