package dev.weir.http;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The part {@code weir.http} of the settings: bounds of connections on the data port. */
public interface HttpConfig {
    /**
     * How long the headers of a request may take: for the first one from the accept of the connection, TLS included;
     * later from their first byte. A connection that takes longer is closed.
     */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration headerTimeout();

    /** How long an idle connection is kept. */
    @WithDefault("75s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 12)
    Duration keepAlive();

    /** Origins whose pages may use Weir from a browser, such as {@code https://app.example}. */
    Optional<Set<@Pattern(regexp = "https?://[^/*]+") String>> corsOrigins();

    /** Connections at the same time; further ones are closed at once. Absent: {@link ConnectionLimit#within}. */
    Optional<@Min(1) Integer> maxConnections();
}
