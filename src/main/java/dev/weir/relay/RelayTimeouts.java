package dev.weir.relay;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The parts of {@code weir.timeout} that hold while an answer is relayed. */
public interface RelayTimeouts {
    /** Silence of the upstream inside an answer; must stay below the 300 s after which Claude Code gives up. */
    @WithDefault("90s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration idle();

    /** The whole answer, from its head to its end. */
    @WithDefault("3600s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 24)
    Duration total();

    /** How long a client may leave its answer unread. */
    @WithDefault("60s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration clientStall();
}
