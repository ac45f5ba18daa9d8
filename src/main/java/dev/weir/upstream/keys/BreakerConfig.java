package dev.weir.upstream.keys;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** The part {@code weir.breaker} of the settings: when upstreams and keys that fail are left alone. */
public interface BreakerConfig {
    /** Attempts within 10 s at which a circuit breaker opens where half of them failed; 0 = it never opens. */
    @WithDefault("20")
    @Min(0)
    int minAttempts();
}
