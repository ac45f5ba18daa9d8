package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading.Loaded;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamProbeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    @Test
    void triesEachKeyWithOneFreeRequest() throws Exception {
        try (StubUpstream server = StubUpstream.responding("200 OK")) {
            List<Finding> found = findings("http", server.port(), Map.of("WEIR_UPSTREAMS_MAIN_KEYS_SPARE", "second"));

            assertThat(found).isEmpty();
            assertThat(server.heads())
                    .hasSize(2)
                    .allMatch(head -> head.startsWith("GET /v1/models?limit=1 HTTP/1.1\n"));
            assertThat(server.heads().get(0)).contains("x-api-key: first\n", "anthropic-version: 2023-06-01\n");
            assertThat(server.heads().get(1)).contains("x-api-key: second\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 Unauthorized | FAULT | weir.upstreams.main.keys.main | rejects this key (401)",
                "403 Forbidden | FAULT | weir.upstreams.main.keys.main | rejects this key (403)",
                "302 Found | FAULT | weir.upstreams.main.url | redirects (302), which Weir never follows",
                "404 Not Found | WARNING | weir.upstreams.main.keys.main | with 404, so the key could not be checked",
                "529 Overloaded | WARNING | weir.upstreams.main.keys.main | with 529, so the key could not be checked",
            })
    void saysWhatTheResponseMeansForTheKey(String status, Severity severity, String subject, String problem)
            throws Exception {
        try (StubUpstream server = StubUpstream.responding(status)) {
            List<Finding> found = findings("http", server.port(), Map.of());

            assertThat(found).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(severity);
                assertThat(finding.subject()).isEqualTo(subject);
                assertThat(finding.problem()).contains(problem).doesNotContain("first");
            });
        }
    }

    @Test
    void saysOnceThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        List<Finding> found = findings("http", port, Map.of("WEIR_UPSTREAMS_MAIN_KEYS_SPARE", "second"));

        assertThat(found)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.problem()).startsWith("http://127.0.0.1:" + port + " cannot be reached: "));
    }

    @Test
    void givesUpOnAnUpstreamThatIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<Finding> found = findings("http", silent.getLocalPort(), Map.of(), Duration.ofMillis(200));

            assertThat(found)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).contains("no response within"));
        }
    }

    @Test
    void rejectsACertificateThatNobodyTrusts() throws Exception {
        try (StubUpstream server = StubUpstream.on(tlsServer("ip:127.0.0.1"), "200 OK")) {
            List<Finding> found = findings("https", server.port(), Map.of());

            assertThat(found)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem())
                            .startsWith("TLS with ")
                            .doesNotContain("Exception"));
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void reachesAnUpstreamWhoseCertificateTheSettingsTrust() throws Exception {
        try (StubUpstream server = StubUpstream.on(tlsServer("ip:127.0.0.1"), "200 OK")) {
            assertThat(findings("https", server.port(), trusted())).isEmpty();
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void rejectsATrustedCertificateOfAnotherHost() throws Exception {
        try (StubUpstream server = StubUpstream.on(tlsServer("dns:other.example"), "200 OK")) {
            List<Finding> found = findings("https", server.port(), trusted());

            assertThat(found)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem())
                            .startsWith("TLS with ")
                            .doesNotContain("Exception"));
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void saysThatTheTrustedFileHoldsNoCertificate() throws Exception {
        Path file = Files.writeString(directory.resolve("server.pem"), "nothing");

        List<Finding> found = findings("https", 1, Map.of("WEIR_UPSTREAMS_MAIN_TRUST", file.toString()));

        assertThat(found)
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("weir.upstreams.main.trust"));
    }

    private Map<String, String> trusted() {
        return Map.of(
                "WEIR_UPSTREAMS_MAIN_TRUST", directory.resolve("server.pem").toString());
    }

    private List<Finding> findings(String scheme, int port, Map<String, String> settings) {
        return findings(scheme, port, settings, Duration.ofSeconds(20));
    }

    private List<Finding> findings(String scheme, int port, Map<String, String> settings, Duration patience) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("WEIR_UPSTREAMS_MAIN_URL", scheme + "://127.0.0.1:" + port);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", "first");
        SettingsLocation location = new SettingsLocation(environment, directory, Optional.empty());
        WeirConfig config = ((Loaded) SettingsReader.read(location)).config();
        UpstreamConfig upstream = config.upstreams().values().iterator().next();
        return new UpstreamProbe(config.timeout(), patience).findings("main", upstream);
    }

    private ServerSocket tlsServer(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=" + name);
        keytool(
                "-exportcert",
                "-alias",
                "server",
                "-rfc",
                "-file",
                directory.resolve("server.pem").toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(directory.resolve("server.p12"))) {
            store.load(file, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private void keytool(String... args) throws IOException, InterruptedException {
        String[] command = new String[args.length + 7];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        String[] store = {
            "-keystore", directory.resolve("server.p12").toString(), "-storepass", "changeit", "-storetype", "PKCS12"
        };
        System.arraycopy(store, 0, command, args.length + 1, store.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
    }
}
