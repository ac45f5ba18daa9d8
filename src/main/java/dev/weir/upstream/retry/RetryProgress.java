package dev.weir.upstream.retry;

import java.time.Duration;

/**
 * The state of a request after an attempt.
 *
 * @param attempts made so far, including the last one
 * @param internalErrors how many of them ended in a 500
 * @param waited between attempts, in all
 * @param clientRetries how often the client has repeated the request itself
 * @param clientWaits how much longer the client waits for a response, at most; never negative
 */
public record RetryProgress(
        int attempts, int internalErrors, Duration waited, int clientRetries, Duration clientWaits) {}
