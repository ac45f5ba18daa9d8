package dev.weir.pricing;

/** What a cost is made of: the five kinds of tokens, and web searches. */
public record CostByKind(
        NanoUsd input,
        NanoUsd cacheRead,
        NanoUsd cacheWrite5m,
        NanoUsd cacheWrite1h,
        NanoUsd output,
        NanoUsd webSearches) {
    /** No cost. */
    public static final CostByKind NONE =
            new CostByKind(NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO);

    /** Adds kind by kind. */
    public CostByKind plus(CostByKind other) {
        return new CostByKind(
                input.plus(other.input),
                cacheRead.plus(other.cacheRead),
                cacheWrite5m.plus(other.cacheWrite5m),
                cacheWrite1h.plus(other.cacheWrite1h),
                output.plus(other.output),
                webSearches.plus(other.webSearches));
    }

    /** Returns the sum. */
    public NanoUsd sum() {
        return input.plus(cacheRead)
                .plus(cacheWrite5m)
                .plus(cacheWrite1h)
                .plus(output)
                .plus(webSearches);
    }

    /** Returns the same with a sum of {@code total}: what rounding left out is added to the largest kind. */
    CostByKind withSum(NanoUsd total) {
        long missing = total.value() - sum().value();
        if (missing <= 0) {
            return this;
        }
        long[] nanos = {
            input.value(),
            cacheRead.value(),
            cacheWrite5m.value(),
            cacheWrite1h.value(),
            output.value(),
            webSearches.value()
        };
        int largest = 0;
        for (int kind = 1; kind < nanos.length; kind++) {
            largest = nanos[kind] > nanos[largest] ? kind : largest;
        }
        nanos[largest] += missing;
        return new CostByKind(
                new NanoUsd(nanos[0]),
                new NanoUsd(nanos[1]),
                new NanoUsd(nanos[2]),
                new NanoUsd(nanos[3]),
                new NanoUsd(nanos[4]),
                new NanoUsd(nanos[5]));
    }
}
