package dev.weir.messages;

import java.util.List;
import java.util.Optional;

/**
 * The tokens of one response by kind; the kinds are disjoint and add up to all tokens processed.
 *
 * <p>Source: Messages API, {@code usage}: {@code input_tokens} counts only what was neither read from nor written to
 * the cache; output includes thinking.
 *
 * @param iterations the sampling steps where the upstream lists them, each priced at its own model; else empty
 */
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long webSearches,
        List<Iteration> iterations) {
    /** Nothing was used. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, List.of());

    public Usage {
        iterations = List.copyOf(iterations);
    }

    /** Adds the counts of another usage, saturating; the sum lists no iterations. */
    public Usage plus(Usage other) {
        return new Usage(
                plus(input, other.input),
                plus(cacheRead, other.cacheRead),
                plus(cacheWrite5m, other.cacheWrite5m),
                plus(cacheWrite1h, other.cacheWrite1h),
                plus(output, other.output),
                plus(webSearches, other.webSearches),
                List.of());
    }

    private static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Returns the same with another output. */
    Usage withOutput(long tokens) {
        return new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, tokens, webSearches, iterations);
    }

    /** One sampling step; {@code model} is absent where it is the response's own. */
    public record Iteration(
            Optional<String> model, long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output) {}
}
