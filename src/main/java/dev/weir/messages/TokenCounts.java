package dev.weir.messages;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The counts of a {@code usage} object or of one of its iterations, as on the wire.
 *
 * @param cacheWrite {@code cache_creation_input_tokens}, all writes
 * @param oneHour the part of them that {@code cache_creation} names as one hour's
 */
record TokenCounts(long input, long cacheRead, long cacheWrite, long oneHour, long output) {
    static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0);

    /** Returns the five-minute writes: all that {@code cache_creation} does not name as one hour's. */
    long cacheWrite5m() {
        return cacheWrite - cacheWrite1h();
    }

    /** Returns the writes for one hour, never more than all writes. */
    long cacheWrite1h() {
        return Math.min(oneHour, cacheWrite);
    }

    TokenCounts withInput(long tokens) {
        return new TokenCounts(tokens, cacheRead, cacheWrite, oneHour, output);
    }

    TokenCounts withCacheRead(long tokens) {
        return new TokenCounts(input, tokens, cacheWrite, oneHour, output);
    }

    TokenCounts withCacheWrite(long tokens) {
        return new TokenCounts(input, cacheRead, tokens, oneHour, output);
    }

    TokenCounts withOneHour(long tokens) {
        return new TokenCounts(input, cacheRead, cacheWrite, tokens, output);
    }

    TokenCounts withOutput(long tokens) {
        return new TokenCounts(input, cacheRead, cacheWrite, oneHour, tokens);
    }

    /** Returns whether iterations add up to these counts at least, kind by kind. */
    boolean isCoveredBy(List<Usage.Iteration> iterations) {
        return sum(iterations, Usage.Iteration::input) >= input
                && sum(iterations, Usage.Iteration::cacheRead) >= cacheRead
                && sum(iterations, step -> step.cacheWrite5m() + step.cacheWrite1h()) >= cacheWrite
                && sum(iterations, Usage.Iteration::output) >= output;
    }

    /** No count is above 2^53, and a response has too few iterations for a sum to overflow. */
    private static long sum(List<Usage.Iteration> iterations, ToLongFunction<Usage.Iteration> count) {
        long sum = 0;
        for (Usage.Iteration iteration : iterations) {
            sum += count.applyAsLong(iteration);
        }
        return sum;
    }

    Usage.Iteration iteration(Optional<String> model) {
        return new Usage.Iteration(model, input, cacheRead, cacheWrite5m(), cacheWrite1h(), output);
    }
}
