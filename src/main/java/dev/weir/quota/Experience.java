package dev.weir.quota;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What real answers have taught about calls of one kind. Safe for use by many threads. */
final class Experience {
    /** Fewer answers teach nothing. */
    private static final int ENOUGH = 3;

    private final Trend bytesPerToken = new Trend();
    private final Trend uncachedShare = new Trend();
    private final RecentValues outputs = new RecentValues();

    /**
     * Learns from a prompt.
     *
     * @param textBytes of the request
     * @param promptTokens all that the upstream counted, caches included; above 0
     * @param uncachedTokens the part that was not read from the cache
     */
    synchronized void prompt(long textBytes, long promptTokens, long uncachedTokens) {
        bytesPerToken.add((double) textBytes / promptTokens);
        uncachedShare.add((double) uncachedTokens / promptTokens);
    }

    /** Learns from a whole answer. */
    synchronized void output(long tokens) {
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

    /** Returns the tokens that nine in ten answers do not exceed. */
    synchronized OptionalLong output() {
        return outputs.count() < ENOUGH ? OptionalLong.empty() : OptionalLong.of(outputs.high());
    }
}
