package dev.weir.relay;

import java.time.Duration;

/** Settings of the relay as a test has them. */
public record RelaySettings(Duration commentAfter, Duration readOn) implements RelayConfig {
    /** The defaults. */
    public static final RelaySettings USUAL = new RelaySettings(Duration.ofSeconds(15), Duration.ofSeconds(2));
}
