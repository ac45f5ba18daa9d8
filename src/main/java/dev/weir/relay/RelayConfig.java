package dev.weir.relay;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.relay} of the settings. */
public interface RelayConfig {
    /** Silence inside a stream after which a comment shows the client that the connection is alive. */
    @WithDefault("15s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration commentAfter();

    /**
     * How long the upstream is still read for the final usage after the client has left a response that had begun; zero
     * cancels at once.
     */
    @WithDefault("2s")
    @DurationMin(millis = 0)
    @DurationMax(seconds = 60)
    Duration readOn();

    /**
     * How long a client of an event stream waits for the response until Weir commits to one, so that the connection is
     * not silent; nothing is retried from then on. Absent: for ever.
     */
    Optional<@DurationMin(millis = 100) @DurationMax(minutes = 10) Duration> earlyCommit();
}
