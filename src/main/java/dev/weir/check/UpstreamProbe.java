package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.ShownUrl;
import dev.weir.upstream.UpstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects to an upstream as the gateway does, the certificate verified, and sends nothing: no credential leaves and
 * nothing is charged.
 *
 * @param connect how long the connection may take
 * @param tls how long the handshake may take
 */
public record UpstreamProbe(Duration connect, Duration tls) {
    /** Returns what keeps the upstream from being reached; empty where it was reached. Blocks. */
    public Optional<Finding> probe(String name, UpstreamConfig upstream) {
        String subject = "weir.upstreams." + name;
        try {
            reach(upstream);
            return Optional.empty();
        } catch (SocketTimeoutException _) {
            return Optional.of(unreached(subject, upstream, "no answer in time"));
        } catch (UnknownHostException _) {
            return Optional.of(unreached(subject, upstream, "its host name is not known"));
        } catch (SSLException e) {
            String remedy = "Where a company's own certificate stands in between, name it in " + subject + ".trust.";
            return Optional.of(Finding.fault(
                    subject, "TLS with " + ShownUrl.of(upstream.url()) + " failed: " + e.getMessage(), remedy));
        } catch (IOException e) {
            return Optional.of(unreached(subject, upstream, String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException _) {
            return Optional.of(Finding.fault(
                    subject + ".trust", "holds no good certificate", "It must be a file of certificates in PEM form."));
        }
    }

    private static Finding unreached(String subject, UpstreamConfig upstream, String problem) {
        String way = upstream.proxy()
                .map(proxy -> " by way of " + ShownUrl.of(proxy))
                .orElse("");
        return Finding.fault(
                subject,
                ShownUrl.of(upstream.url()) + way + " cannot be reached: " + problem,
                "Check " + subject + ".url, the network, and whether a proxy is needed (" + subject + ".proxy).");
    }

    private void reach(UpstreamConfig upstream) throws IOException, GeneralSecurityException {
        URI url = upstream.url();
        int port = portOf(url);
        try (Socket socket = new Socket(proxy(upstream))) {
            InetSocketAddress address = upstream.proxy().isPresent()
                    ? InetSocketAddress.createUnresolved(url.getHost(), port)
                    : new InetSocketAddress(url.getHost(), port);
            socket.connect(address, Math.toIntExact(connect.toMillis()));
            if (isSecure(url)) {
                shakeHands(socket, upstream, port);
            }
        }
    }

    private void shakeHands(Socket socket, UpstreamConfig upstream, int port)
            throws IOException, GeneralSecurityException {
        socket.setSoTimeout(Math.toIntExact(tls.toMillis()));
        try (SSLSocket secure = (SSLSocket) context(upstream)
                .getSocketFactory()
                .createSocket(socket, upstream.url().getHost(), port, false)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
        }
    }

    private static int portOf(URI url) {
        int usual = isSecure(url) ? 443 : 80;
        return url.getPort() < 0 ? usual : url.getPort();
    }

    private static boolean isSecure(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static Proxy proxy(UpstreamConfig upstream) {
        return upstream.proxy()
                .map(proxy -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), portOf(proxy))))
                .orElse(Proxy.NO_PROXY);
    }

    private static SSLContext context(UpstreamConfig upstream) throws IOException, GeneralSecurityException {
        Optional<Path> trust = upstream.trust();
        if (trust.isEmpty()) {
            return SSLContext.getDefault();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusting(trust.get()), null);
        return context;
    }

    private static TrustManager[] trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        try (InputStream file = Files.newInputStream(pem)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("trusted-" + count++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
