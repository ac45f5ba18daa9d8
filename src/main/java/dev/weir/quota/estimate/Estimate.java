package dev.weir.quota.estimate;

import dev.weir.messages.Usage;
import java.util.List;

/**
 * What a request is expected to use.
 *
 * @param promptTokens the whole prompt, caches included
 * @param inputTokens the part of it that is not read from the cache
 */
public record Estimate(long promptTokens, long inputTokens, long outputTokens) {
    /** Returns it as a response would say it. */
    public Usage usage() {
        return new Usage(inputTokens, promptTokens - inputTokens, 0, 0, outputTokens, 0, List.of());
    }
}
