package dev.weir.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Exact micro-dollars by what was used. */
record MicroUsdByKind(
        BigDecimal input,
        BigDecimal cacheRead,
        BigDecimal cacheWrite5m,
        BigDecimal cacheWrite1h,
        BigDecimal output,
        BigDecimal webSearches) {
    private static final int NANO_PLACES = 3;

    MicroUsdByKind withWebSearches(BigDecimal microUsd) {
        return new MicroUsdByKind(input, cacheRead, cacheWrite5m, cacheWrite1h, output, microUsd);
    }

    BigDecimal sum() {
        return input.add(cacheRead)
                .add(cacheWrite5m)
                .add(cacheWrite1h)
                .add(output)
                .add(webSearches);
    }

    /** Returns whole nano-dollars, each rounded down, so that their sum never exceeds the rounded sum. */
    CostByKind roundedDown() {
        return new CostByKind(
                down(input), down(cacheRead), down(cacheWrite5m), down(cacheWrite1h), down(output), down(webSearches));
    }

    private static NanoUsd down(BigDecimal microUsd) {
        return NanoUsd.ofMicroUsd(microUsd.setScale(NANO_PLACES, RoundingMode.DOWN));
    }
}
