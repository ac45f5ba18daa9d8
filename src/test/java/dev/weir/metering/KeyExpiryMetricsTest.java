package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.KeyExpiryMetrics.KeyExpiry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyExpiryMetricsTest {
    private final PrometheusScrape scrape = new PrometheusScrape();
    private final KeyExpiryMetrics metrics = new KeyExpiryMetrics(scrape.registry());

    @Test
    void showsTheKeysOfThePolicyInForce() {
        metrics.show(List.of(key("old", 1), key("alice", 2)));

        metrics.show(List.of(key("alice", 3), key("bob", 4)));

        assertThat(scrape.samples("weir_key_expiry_timestamp_seconds"))
                .containsExactly(
                        "weir_key_expiry_timestamp_seconds{key=\"alice\",team=\"search\",} 3.0",
                        "weir_key_expiry_timestamp_seconds{key=\"bob\",team=\"search\",} 4.0");
    }

    private static KeyExpiry key(String name, long second) {
        return new KeyExpiry("search", name, Instant.ofEpochSecond(second));
    }
}
