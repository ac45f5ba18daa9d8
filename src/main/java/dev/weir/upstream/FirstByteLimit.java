package dev.weir.upstream;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait for the headers of a response.
 *
 * @param setting the key of the setting that it comes from
 */
record FirstByteLimit(Duration duration, String setting) {
    /** The time added to a client's own timeout, so that the client gives up first. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** The longest timeout of a client, a day; keeps large numbers from overflowing. */
    private static final long LONGEST_CLIENT_SECONDS = 86_400;

    static FirstByteLimit of(UpstreamTimeouts timeouts, UpstreamRequest request) {
        if (request.expectsStream()) {
            return new FirstByteLimit(timeouts.firstByteStream(), "weir.timeout.first-byte-stream");
        }
        Duration own = timeouts.firstByteJson();
        Duration asked =
                clientTimeout(request.clientHeaders()).map(MARGIN::plus).orElse(own);
        return new FirstByteLimit(asked.compareTo(own) > 0 ? asked : own, "weir.timeout.first-byte-json");
    }

    /**
     * Reads {@code x-stainless-timeout}: whole or fractional seconds; Python also sends the text {@code NOT_GIVEN},
     * Java nothing. Any other text counts as absent.
     */
    private static Optional<Duration> clientTimeout(MultiMap headers) {
        String text = headers.get("x-stainless-timeout");
        if (text == null || !text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return Optional.empty();
        }
        double seconds = Math.min(Double.parseDouble(text), LONGEST_CLIENT_SECONDS);
        return Optional.of(Duration.ofMillis((long) (seconds * 1000)));
    }
}
