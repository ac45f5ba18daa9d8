package dev.weir.check;

import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.TrustAllOptions;
import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.config.KeyStoreConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.quarkus.tls.runtime.config.TrustStoreConfig;
import io.quarkus.tls.runtime.keystores.JKSKeyStores;
import io.quarkus.tls.runtime.keystores.P12KeyStores;
import io.quarkus.tls.runtime.keystores.PemKeyStores;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One configuration below {@code quarkus.tls}, read without Quarkus' container, which that of the gateway needs.
 * Certificates are read by Quarkus' code; {@code reload-period} has no effect here.
 */
final class NamedTlsConfiguration extends BaseTlsConfiguration {
    private final String name;
    private final TlsBucketConfig config;
    private final Optional<KeyCertOptions> keys;
    private final Optional<TrustOptions> trust;

    /**
     * Reads the certificates and keys that a configuration names.
     *
     * @throws RuntimeException where one of them cannot be used
     */
    NamedTlsConfiguration(String name, TlsBucketConfig config, Vertx vertx) {
        this.name = name;
        this.config = config;
        this.keys = config.keyStore().flatMap(store -> keys(store, vertx, name)).map(read -> read.options);
        this.trust = config.trustAll()
                ? Optional.of(TrustAllOptions.INSTANCE)
                : config.trustStore()
                        .flatMap(store -> trust(store, vertx, name))
                        .map(read -> read.options);
    }

    /**
     * Returns the key store that is configured. SmallRye Config also returns stores without any setting, as some of
     * their keys have defaults.
     */
    private static Optional<KeyStoreAndKeyCertOptions> keys(KeyStoreConfig store, Vertx vertx, String name) {
        return store.pem()
                .map(_ -> PemKeyStores.verifyPEMKeyStore(store, vertx, name))
                .or(() -> store.p12().map(_ -> P12KeyStores.verifyP12KeyStore(store, vertx, name)))
                .or(() -> store.jks().map(_ -> JKSKeyStores.verifyJKSKeyStore(store, vertx, name)));
    }

    private static Optional<TrustStoreAndTrustOptions> trust(TrustStoreConfig store, Vertx vertx, String name) {
        return store.pem()
                .map(_ -> PemKeyStores.verifyPEMTrustStoreStore(store, vertx, name))
                .or(() -> store.p12().map(_ -> P12KeyStores.verifyP12TrustStoreStore(store, vertx, name)))
                .or(() -> store.jks().map(_ -> JKSKeyStores.verifyJKSTrustStoreStore(store, vertx, name)));
    }

    @Override
    public @Nullable KeyCertOptions getKeyStoreOptions() {
        return keys.orElse(null);
    }

    @Override
    public @Nullable TrustOptions getTrustStoreOptions() {
        return trust.orElse(null);
    }

    @Override
    public SSLOptions getSSLOptions() {
        SSLOptions options = new SSLOptions()
                .setUseAlpn(config.alpn())
                .setSslHandshakeTimeout(config.handshakeTimeout().toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setEnabledSecureTransportProtocols(config.protocols());
        config.cipherSuites().orElse(List.of()).forEach(options::addEnabledCipherSuite);
        config.certificateRevocationList()
                .orElse(List.of())
                .forEach(list -> options.addCrlValue(Buffer.buffer(TlsConfigUtils.read(list))));
        return options;
    }

    @Override
    public boolean isTrustAll() {
        return config.trustAll();
    }

    @Override
    public Optional<String> getHostnameVerificationAlgorithm() {
        return config.hostnameVerificationAlgorithm();
    }

    @Override
    public boolean usesSni() {
        return config.keyStore().map(KeyStoreConfig::sni).orElse(false);
    }

    @Override
    public String getName() {
        return name;
    }
}
