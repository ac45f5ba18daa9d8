package dev.weir.pipeline;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits and how often it has repeated its request, as its SDK says.
 *
 * <p>Source: the SDKs: {@code x-stainless-timeout} in seconds, {@code x-stainless-retry-count} from 0.
 *
 * @param timeout of the request; a day where none is said
 */
record ClientPatience(Duration timeout, int retries) {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final double MILLIS = 1000;

    static ClientPatience of(MultiMap headers) {
        return new ClientPatience(
                timeout(headers.get("x-stainless-timeout")), retries(headers.get("x-stainless-retry-count")));
    }

    private static Duration timeout(@Nullable String text) {
        if (text == null || !text.matches("\\d{1,5}(\\.\\d{1,9})?")) {
            return LONGEST;
        }
        return Duration.ofMillis((long) (Double.parseDouble(text) * MILLIS));
    }

    private static int retries(@Nullable String text) {
        return text != null && text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }
}
