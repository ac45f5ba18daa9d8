package dev.weir.upstream.keys;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** The part {@code weir.breaker} of the settings: when the circuit breakers of upstreams and keys open. */
public interface BreakerConfig {
    /** Attempts within 10 s from which on a circuit breaker opens if half of them failed; 0 = it never opens. */
    @WithDefault("20")
    @Min(0)
    int minAttempts();
}
