package dev.weir.relay;

import java.time.Duration;
import java.util.Optional;

/** Settings of the relay as a test has them. */
public record RelaySettings(Duration commentAfter, Duration readOn, Optional<Duration> earlyCommit)
        implements RelayConfig {
    /** The defaults. */
    public static final RelaySettings USUAL =
            new RelaySettings(Duration.ofSeconds(15), Duration.ofSeconds(2), Optional.empty());

    /** Commits early, and shows that it lives, after almost no time. */
    public static RelaySettings committingEarly() {
        return new RelaySettings(Duration.ofMillis(20), Duration.ofSeconds(2), Optional.of(Duration.ofMillis(20)));
    }
}
