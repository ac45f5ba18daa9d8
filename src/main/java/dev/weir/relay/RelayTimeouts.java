package dev.weir.relay;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The parts of {@code weir.timeout} that apply while a response is relayed. */
public interface RelayTimeouts {
    /** Silence of the upstream inside a response; must stay below the 300 s after which Claude Code gives up. */
    @WithDefault("90s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration idle();

    /** The whole response, from its head to its end. */
    @WithDefault("3600s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 24)
    Duration total();

    /** How long a client may leave its response unread. */
    @WithDefault("60s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration clientStall();
}
