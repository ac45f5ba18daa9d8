package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.tls.runtime.config.KeyStoreConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TrustStoreConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamedTlsConfigurationTest {
    /** A key that a new Quarkus brings must be thought of in the class, which then is named here. */
    @Test
    void knowsEveryKeyThatQuarkusHas() {
        assertThat(keys(TlsBucketConfig.class))
                .containsExactlyInAnyOrder(
                        "keyStore",
                        "trustStore",
                        "cipherSuites",
                        "protocols",
                        "handshakeTimeout",
                        "alpn",
                        "certificateRevocationList",
                        "trustAll",
                        "hostnameVerificationAlgorithm",
                        "reloadPeriod");
        assertThat(keys(KeyStoreConfig.class))
                .containsExactlyInAnyOrder("pem", "p12", "jks", "sni", "credentialsProvider");
        assertThat(keys(TrustStoreConfig.class)).contains("pem", "p12", "jks");
    }

    private static Stream<String> keys(Class<?> group) {
        return Stream.of(group.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName);
    }
}
