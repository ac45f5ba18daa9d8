package dev.weir.metering;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;

/** The gauge of when each key of the policy expires. */
public final class KeyExpiryMetrics {
    /** The most keys shown. */
    static final int MAX_KEYS = 10_000;

    private final MultiGauge expiries;

    /** Binds to a registry; there are no keys at first. */
    public KeyExpiryMetrics(MeterRegistry registry) {
        expiries = MultiGauge.builder("weir.key.expiry.timestamp.seconds").register(registry);
    }

    /** A key that expires: its name in the policy and the first moment at which it is no longer valid. */
    public record KeyExpiry(String team, String key, Instant at) {}

    /** Shows these keys in place of those before; the ones that expire first where there are too many. */
    public void show(Collection<KeyExpiry> keys) {
        expiries.register(
                keys.stream()
                        .sorted(Comparator.comparing(KeyExpiry::at))
                        .limit(MAX_KEYS)
                        .<Row<?>>map(key -> Row.of(
                                Tags.of("team", key.team(), "key", key.key()),
                                () -> key.at().getEpochSecond()))
                        .toList(),
                true);
    }
}
