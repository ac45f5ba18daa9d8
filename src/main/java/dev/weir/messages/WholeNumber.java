package dev.weir.messages;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** Reads JSON numbers that must be whole, in any notation. */
final class WholeNumber {
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private WholeNumber() {}

    /**
     * Returns the value, clamped to a long: 1024 for {@code 1024.0} and {@code 1.024e3}; empty where it has a fraction.
     */
    static OptionalLong parse(String number) {
        BigDecimal value;
        try {
            value = new BigDecimal(number);
        } catch (NumberFormatException _) { // an exponent beyond 32 bits
            return OptionalLong.empty();
        }
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.max(MIN).min(MAX).longValue());
    }
}
