package dev.weir.upstream;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The parts of {@code weir.timeout} that apply until the upstream responds. */
public interface UpstreamTimeouts {
    /** Opening a TCP connection to the upstream. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 5)
    Duration connect();

    /** The TLS handshake with the upstream. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 5)
    Duration tls();

    /** The wait for a connection to the upstream where all are taken; then a 529. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 5)
    Duration pool();

    /** How long a connection takes new requests, so that a change of the upstream's addresses is followed. */
    @WithDefault("10m")
    @DurationMin(millis = 100)
    @DurationMax(hours = 24)
    Duration connectionAge();

    /** From a connection for the request to the head of an event stream. */
    @WithDefault("120s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration firstByteStream();

    /**
     * From a connection for the request to the head of a JSON response; the client's {@code x-stainless-timeout} and 10
     * s more where that is longer. Longer than the 600 s of the SDKs, so that they time out first.
     */
    @WithDefault("630s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration firstByteJson();
}
