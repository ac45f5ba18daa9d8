package dev.weir.metering;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why the prompt cache missed, as the upstream says to a request that asks for it; the closed set behind the metric
 * label {@code reason} of {@code weir_cache_misses_total}.
 *
 * <p>Source: Messages API, {@code diagnostics.cache_miss_reason.type}.
 */
enum CacheMiss {
    MODEL_CHANGED,
    SYSTEM_CHANGED,
    TOOLS_CHANGED,
    MESSAGES_CHANGED,
    /** The upstream does not know the message that the request compares itself with. */
    PREVIOUS_MESSAGE_NOT_FOUND,
    /** The upstream does not say. */
    UNAVAILABLE,
    /** A reason that Weir does not know. */
    OTHER;

    /** Returns the reason of that name; {@link #OTHER} where there is none. */
    static CacheMiss named(String type) {
        return Arrays.stream(values())
                .filter(reason -> reason.label().equals(type))
                .findFirst()
                .orElse(OTHER);
    }

    /** Returns the value of the metric label {@code reason}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
