package dev.weir.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money in nano-dollars: 1,000,000,000 is one US dollar.
 *
 * <p>Arithmetic saturates at {@link Long#MAX_VALUE} (some 9.2 billion dollars), so a count that is too large never
 * becomes a small or negative amount and never throws.
 *
 * @param value zero or more
 */
public record NanoUsd(long value) implements Comparable<NanoUsd> {
    /** No money. */
    public static final NanoUsd ZERO = new NanoUsd(0);

    /** The largest amount. */
    public static final NanoUsd MAX = new NanoUsd(Long.MAX_VALUE);

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int NANO_PLACES = 9;
    private static final int NANO_PER_MICRO_PLACES = 3;
    private static final long NANO_PER_MICRO = 1_000;

    public NanoUsd {
        if (value < 0) {
            throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
        }
    }

    /** Rounds micro-dollars half up to nano-dollars; saturates, and turns negative amounts into zero. */
    static NanoUsd ofMicroUsd(BigDecimal microUsd) {
        var nano = microUsd.movePointRight(NANO_PER_MICRO_PLACES).setScale(0, RoundingMode.HALF_UP);
        if (nano.signum() <= 0) {
            return ZERO;
        }
        return nano.compareTo(LARGEST) >= 0 ? MAX : new NanoUsd(nano.longValueExact());
    }

    /** Returns micro-dollars as nano-dollars; saturates, and takes what is below zero as zero. */
    public static NanoUsd ofMicroUsd(long microUsd) {
        return microUsd > Long.MAX_VALUE / NANO_PER_MICRO ? MAX : new NanoUsd(Math.max(0, microUsd) * NANO_PER_MICRO);
    }

    /** Returns whole micro-dollars, rounded down. */
    public long toMicroUsd() {
        return value / NANO_PER_MICRO;
    }

    /** Adds, saturating. */
    public NanoUsd plus(NanoUsd other) {
        var sum = value + other.value;
        return sum < 0 ? MAX : new NanoUsd(sum);
    }

    /** Returns the amount in dollars, exact, without trailing zeros: at most nine decimals. */
    public BigDecimal toUsd() {
        return value == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(value, NANO_PLACES).stripTrailingZeros();
    }

    @Override
    public int compareTo(NanoUsd other) {
        return Long.compare(value, other.value);
    }
}
