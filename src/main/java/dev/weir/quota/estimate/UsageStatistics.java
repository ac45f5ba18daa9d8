package dev.weir.quota.estimate;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What responses to requests of one kind have used. Safe for use by many threads. */
final class UsageStatistics {
    /** Estimates need at least so many responses. */
    private static final int ENOUGH = 3;

    private final MovingAverage bytesPerToken = new MovingAverage();
    private final MovingAverage uncachedShare = new MovingAverage();
    private final RecentValues outputs = new RecentValues();

    /**
     * Adds a prompt.
     *
     * @param textBytes of the request
     * @param promptTokens all that the upstream counted, what was read from caches included; above 0
     * @param uncachedTokens the part that was not read from the cache
     */
    synchronized void addPrompt(long textBytes, long promptTokens, long uncachedTokens) {
        bytesPerToken.add((double) textBytes / promptTokens);
        uncachedShare.add((double) uncachedTokens / promptTokens);
    }

    /** Adds the output of a whole response. */
    synchronized void addOutput(long tokens) {
        outputs.add(tokens);
    }

    /** Returns how few bytes of text one token may stand for. */
    synchronized OptionalDouble bytesPerToken() {
        return bytesPerToken.count() < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(bytesPerToken.low());
    }

    /** Returns which share of a prompt may not come from the cache; may exceed 1. */
    synchronized OptionalDouble uncachedShare() {
        return uncachedShare.count() < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(uncachedShare.high());
    }

    /** Returns the tokens that nine in ten responses do not exceed. */
    synchronized OptionalLong output() {
        return outputs.count() < ENOUGH ? OptionalLong.empty() : OptionalLong.of(outputs.high());
    }
}
