package dev.weir.quota.estimate;

import dev.weir.messages.Usage;
import java.util.List;

/**
 * The expected usage of a request.
 *
 * @param promptTokens the whole prompt, including what is read from caches
 * @param inputTokens the part of it that is not read from the cache
 */
public record Estimate(long promptTokens, long inputTokens, long outputTokens) {
    /** Returns the estimate as the usage of a response. */
    public Usage usage() {
        return new Usage(inputTokens, promptTokens - inputTokens, 0, 0, outputTokens, 0, List.of());
    }
}
