package dev.weir.pipeline;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.drain} of the settings: how Weir shuts down. */
public interface DrainConfig {
    /**
     * How long new requests are still accepted once readiness is down, to give the load balancer time to stop routing
     * here.
     */
    @WithDefault("10s")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 10)
    Duration delay();

    /**
     * How long exchanges in flight may go on after the delay; then streams get an error event, and requests without a
     * response's head a 529.
     */
    @WithDefault("600s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 24)
    Duration timeout();
}
