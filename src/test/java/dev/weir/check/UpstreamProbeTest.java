package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.settings.Finding;
import dev.weir.settings.SettingsLocation;
import dev.weir.settings.SettingsReader;
import dev.weir.settings.SettingsReading.Loaded;
import dev.weir.settings.WeirConfig;
import dev.weir.upstream.UpstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamProbeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final UpstreamProbe probe = new UpstreamProbe(Duration.ofSeconds(5), Duration.ofSeconds(5));

    @TempDir
    Path directory;

    @Test
    void sendsNothingToAnUpstreamThatItReaches() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> firstByte = firstByte(server);

            Optional<Finding> found = probe.probe("main", upstream("http", server.getLocalPort(), Optional.empty()));

            assertThat(found).isEmpty();
            assertThat(firstByte.get()).isEqualTo(-1);
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        Optional<Finding> found = probe.probe("main", upstream("http", port, Optional.empty()));

        assertThat(found)
                .get()
                .satisfies(finding ->
                        assertThat(finding.problem()).startsWith("http://127.0.0.1:" + port + " cannot be reached: "));
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        try (ServerSocket server = tlsServer("ip:127.0.0.1")) {
            var _ = firstByte(server);

            Optional<Finding> found = probe.probe("main", upstream("https", server.getLocalPort(), Optional.empty()));

            assertThat(found)
                    .get()
                    .satisfies(finding -> assertThat(finding.problem()).startsWith("TLS with "));
        }
    }

    @Test
    void reachesAnUpstreamWhoseCertificateTheSettingsTrust() throws Exception {
        try (ServerSocket server = tlsServer("ip:127.0.0.1")) {
            var _ = firstByte(server);

            Optional<Finding> found = probe.probe("main", upstream("https", server.getLocalPort(), trusted()));

            assertThat(found).isEmpty();
        }
    }

    @Test
    void refusesATrustedCertificateOfAnotherHost() throws Exception {
        try (ServerSocket server = tlsServer("dns:other.example")) {
            var _ = firstByte(server);

            Optional<Finding> found = probe.probe("main", upstream("https", server.getLocalPort(), trusted()));

            assertThat(found)
                    .get()
                    .satisfies(finding -> assertThat(finding.problem()).startsWith("TLS with "));
        }
    }

    private Optional<Path> trusted() {
        return Optional.of(directory.resolve("server.pem"));
    }

    private UpstreamConfig upstream(String scheme, int port, Optional<Path> trust) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_UPSTREAMS_MAIN_URL", scheme + "://127.0.0.1:" + port);
        environment.put("WEIR_UPSTREAMS_MAIN_KEYS_MAIN", "unused");
        trust.ifPresent(file -> environment.put("WEIR_UPSTREAMS_MAIN_TRUST", file.toString()));
        WeirConfig config =
                ((Loaded) SettingsReader.read(new SettingsLocation(environment, directory, Optional.empty()))).config();
        return config.upstreams().values().iterator().next();
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

    private static CompletableFuture<Integer> firstByte(ServerSocket server) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
                return socket.getInputStream().read();
            } catch (IOException _) {
                return -2;
            }
        });
    }
}
