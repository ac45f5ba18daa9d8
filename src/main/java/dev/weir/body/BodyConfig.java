package dev.weir.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The part {@code weir.body} of the settings. */
public interface BodyConfig {
    /** The largest body of one request, inflated; a larger one is answered 413. Anthropic's own limit is 32 MB. */
    @WithDefault("32M")
    MemorySize maxSize();

    /** What all request bodies together may hold; where there is no room the answer is 529. Absent: 25 % of the heap. */
    Optional<MemorySize> maxInFlight();

    /** How many bytes of a body must come in each second, on average over {@link #minRateOver}; else the answer is 408. */
    @WithDefault("8K")
    MemorySize minRate();

    /** The time over which the rate of a body is taken. */
    @WithDefault("10s")
    Duration minRateOver();
}
