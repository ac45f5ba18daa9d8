package dev.weir.relay;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.relay} of the settings. */
public interface RelayConfig {
    /** Silence inside a stream after which a comment tells the client that the connection lives. */
    @WithDefault("15s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration commentAfter();

    /**
     * How long the upstream is read on for the final usage once the client has left a response that it had begun to
     * get; zero cancels at once.
     */
    @WithDefault("2s")
    @DurationMin(millis = 0)
    @DurationMax(seconds = 60)
    Duration readOn();
}
