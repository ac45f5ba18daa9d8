package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that only the test trusts, and the settings to serve with it. */
public final class Tls {
    private static final String PASSWORD = "changeit";

    private final int port = FreePorts.next();
    private final Path directory;
    private final KeyStore store;

    public Tls() {
        try {
            directory = Files.createTempDirectory("weir-tls");
            Path file = directory.resolve("key.p12");
            makeKey(file);
            store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            Key key = store.getKey("weir", PASSWORD.toCharArray());
            Certificate certificate = store.getCertificate("weir");
            pem("tls.key", "PRIVATE KEY", key.getEncoded());
            pem("tls.crt", "CERTIFICATE", certificate.getEncoded());
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    int port() {
        return port;
    }

    /** Returns the settings of a gateway that also serves with TLS. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.http.test-ssl-port", String.valueOf(port));
        settings.put("quarkus.http.tls-configuration-name", "data-port");
        settings.put(
                "quarkus.tls.data-port.key-store.pem.weir.cert", certificate().toString());
        settings.put("quarkus.tls.data-port.key-store.pem.weir.key", key().toString());
        return settings;
    }

    /** Returns the certificate's file, PEM. */
    public Path certificate() {
        return directory.resolve("tls.crt");
    }

    /** Returns the file of its key, PEM. */
    public Path key() {
        return directory.resolve("tls.key");
    }

    /** Returns a context that trusts the certificate and nothing else. */
    SSLContext context() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, new char[0]);
            trusted.setCertificateEntry("weir", store.getCertificate("weir"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void pem(String name, String what, byte[] bytes) throws IOException {
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
        Files.write(directory.resolve(name), text.getBytes(US_ASCII));
    }

    private static void makeKey(Path file) throws IOException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "weir",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=weir test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }
}
