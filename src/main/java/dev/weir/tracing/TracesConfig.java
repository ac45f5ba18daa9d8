package dev.weir.tracing;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.net.URI;
import java.util.Optional;

/** The part {@code weir.traces}. */
public interface TracesConfig {
    /**
     * Where traces and the metrics of the GenAI conventions go as OTLP over HTTP, without {@code /v1/traces}; absent =
     * there are none.
     */
    Optional<URI> endpoint();

    /** Whether the metrics go there too: not every receiver of traces takes them. */
    @WithDefault("true")
    boolean metrics();

    /** The share of exchanges that are traced, of those whose caller has not decided that. */
    @WithDefault("1.0")
    @DecimalMin("0.0")
    @DecimalMax("1.0")
    double sampleRatio();
}
