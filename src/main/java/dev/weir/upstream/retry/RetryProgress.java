package dev.weir.upstream.retry;

import java.time.Duration;

/**
 * How far a request has come when an attempt has ended.
 *
 * @param attempts made so far, the one that has just ended included
 * @param internalErrors how many of them ended in a 500
 * @param waited between attempts, in all
 * @param clientRetries how often the client has repeated the request itself
 * @param clientWaits how much longer the client waits for an answer, at most; never negative
 */
public record RetryProgress(
        int attempts, int internalErrors, Duration waited, int clientRetries, Duration clientWaits) {}
