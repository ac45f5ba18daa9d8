package dev.weir.quota;

import dev.weir.messages.Usage;
import java.util.List;

/**
 * What a call is expected to use.
 *
 * @param promptTokens the whole prompt, caches included
 * @param inputTokens the part of it that is not read from the cache
 */
record Estimate(long promptTokens, long inputTokens, long outputTokens) {
    /** Returns it as an answer would say it. */
    Usage usage() {
        return new Usage(inputTokens, promptTokens - inputTokens, 0, 0, outputTokens, 0, List.of());
    }
}
