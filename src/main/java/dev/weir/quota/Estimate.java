package dev.weir.quota;

/**
 * What a call is expected to use.
 *
 * @param promptTokens the whole prompt, caches included
 * @param inputTokens the part of it that is not read from the cache
 */
record Estimate(long promptTokens, long inputTokens, long outputTokens) {}
