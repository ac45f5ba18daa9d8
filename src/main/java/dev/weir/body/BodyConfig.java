package dev.weir.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.body} of the settings. */
public interface BodyConfig {
    /**
     * The largest body of one request, inflated; a larger one is rejected with a 413. Anthropic's own limit is 32 MB.
     */
    @WithDefault("32M")
    @SizeBetween(min = 1L << 10, max = 1L << 30)
    MemorySize maxSize();

    /** The bytes of all request bodies together; without room the response is a 529. Absent: 25 % of the heap. */
    Optional<@SizeBetween(min = 1L << 10, max = 1L << 40) MemorySize> maxInFlight();

    /**
     * The bytes of the bodies of one key; without room the response is a 529. Absent: half of what all may hold, at
     * least {@link #maxSize}.
     */
    Optional<@SizeBetween(min = 1L << 10, max = 1L << 40) MemorySize> maxInFlightPerKey();

    /**
     * How many bytes of a body must arrive in each second, on average over {@link #minRateOver}; a slower one is
     * rejected with a 408. 0: no minimum.
     */
    @WithDefault("8K")
    @SizeBetween(min = 0, max = 1L << 30)
    MemorySize minRate();

    /** The time over which the rate of a body is taken. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration minRateOver();
}
