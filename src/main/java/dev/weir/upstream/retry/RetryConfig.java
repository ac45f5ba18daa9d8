package dev.weir.upstream.retry;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * The part {@code weir.retry} of the settings: when a request is sent again, before anything of a response was relayed.
 */
public interface RetryConfig {
    /** Statuses that are retried, 500 once. Of 4xx, only 408 and 429 can be retried, whatever this setting says. */
    @WithDefault("429,500,502,503,504,529")
    Set<@Min(400) @Max(599) Integer> on();

    /**
     * Attempts for one request, the first included; fewer where the client itself repeats its request. 1 = no retry.
     */
    @WithDefault("3")
    @Min(1)
    @Max(10)
    int maxAttempts();

    /** The longest total wait of a request between its attempts; a longer wait is left to the client. */
    @WithDefault("8s")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 5)
    Duration deadline();
}
