package dev.weir.usage.compare;

import dev.weir.messages.Usage;
import java.util.List;

/** Tokens by kind and web searches; as a difference of two counts, each may be negative. */
record KindCounts(long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long webSearches) {
    static final KindCounts ZERO = new KindCounts(0, 0, 0, 0, 0, 0);

    /** The names of {@link #values}. */
    static final List<String> NAMES =
            List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "web_search");

    static KindCounts of(Usage usage) {
        return new KindCounts(
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.webSearches());
    }

    KindCounts plus(KindCounts other) {
        return new KindCounts(
                input + other.input,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h,
                output + other.output,
                webSearches + other.webSearches);
    }

    KindCounts minus(KindCounts other) {
        return plus(new KindCounts(
                -other.input,
                -other.cacheRead,
                -other.cacheWrite5m,
                -other.cacheWrite1h,
                -other.output,
                -other.webSearches));
    }

    List<Long> values() {
        return List.of(input, cacheRead, cacheWrite5m, cacheWrite1h, output, webSearches);
    }

    boolean isZero() {
        return equals(ZERO);
    }

    boolean isNowhereNegative() {
        return values().stream().allMatch(count -> count >= 0);
    }

    boolean isNowherePositive() {
        return values().stream().allMatch(count -> count <= 0);
    }

    /** Returns whether each count differs from zero by no more than that of {@code most}. */
    boolean isWithin(KindCounts most) {
        List<Long> bounds = most.values();
        List<Long> counts = values();
        for (int at = 0; at < counts.size(); at++) {
            if (Math.abs(counts.get(at)) > bounds.get(at)) {
                return false;
            }
        }
        return true;
    }
}
