package dev.weir.relay;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The part {@code weir.relay} of the settings. */
public interface RelayConfig {
    /** Silence inside a stream after which a comment tells the client that the connection lives. */
    @WithDefault("15s")
    Duration commentAfter();
}
