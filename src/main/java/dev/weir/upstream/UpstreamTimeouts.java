package dev.weir.upstream;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The parts of {@code weir.timeout} that hold until the upstream answers. */
public interface UpstreamTimeouts {
    /** Opening a TCP connection to the upstream. */
    @WithDefault("5s")
    Duration connect();

    /** The TLS handshake with the upstream. */
    @WithDefault("5s")
    Duration tls();

    /** From a connection for the request to the head of an event stream. */
    @WithDefault("120s")
    Duration firstByteStream();

    /**
     * From a connection for the request to the head of a JSON answer; the client's {@code x-stainless-timeout} and 10 s more where that
     * is longer. Longer than the 600 s of the SDKs, so that they time out first.
     */
    @WithDefault("630s")
    Duration firstByteJson();
}
