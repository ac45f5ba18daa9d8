package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {
    @Test
    void readsTheVersionOfEnvoyOutOfItsPathAndCommit() {
        assertThat(Versions.envoy("/venv/envoy/_bin/envoy  version: 9e5580933739/1.40.0/Clean/RELEASE/BoringSSL"))
                .isEqualTo("Envoy 1.40.0");
    }
}
