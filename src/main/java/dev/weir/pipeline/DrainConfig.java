package dev.weir.pipeline;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.drain} of the settings: how Weir ends when it is told to. */
public interface DrainConfig {
    /** How long calls are still let in once readiness is down, so that whoever balances the load has noticed. */
    @WithDefault("10s")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 10)
    Duration delay();

    /**
     * How long calls under way may go on after the delay; then streams get an error event, and calls without an answer's head
     * a 529.
     */
    @WithDefault("600s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 24)
    Duration timeout();
}
