package dev.weir.quota.response;

import dev.weir.policy.Limit;
import dev.weir.pricing.NanoUsd;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Writes the numbers and times of limits as text. */
final class LimitText {
    private static final int MILLIS = 1_000;
    private static final int DECIMAL = 10;
    private static final int TIME_LENGTH = 20;

    private LimitText() {}

    /** Returns an amount of the limit's unit, money in nano-dollars. */
    static String amount(Limit limit, long amount) {
        return switch (limit.kind().unit()) {
            case REQUESTS -> amount + (amount == 1 ? " request" : " requests");
            case TOKENS -> amount + (amount == 1 ? " token" : " tokens");
            case USD -> "$" + usd(amount).toPlainString();
        };
    }

    /** Returns nano-dollars as dollars, exact, with one decimal at least. */
    static BigDecimal usd(long nanoUsd) {
        BigDecimal usd = new NanoUsd(nanoUsd).toUsd();
        return usd.scale() < 1 ? usd.setScale(1) : usd;
    }

    /**
     * Returns a moment in RFC 3339, rounded up to whole seconds. Every response has several, so it is put together by
     * hand.
     */
    static String time(long millis) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(seconds(millis), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(TIME_LENGTH).append(at.getYear());
        two(text.append('-'), at.getMonthValue());
        two(text.append('-'), at.getDayOfMonth());
        two(text.append('T'), at.getHour());
        two(text.append(':'), at.getMinute());
        two(text.append(':'), at.getSecond());
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        if (number < DECIMAL) {
            text.append('0');
        }
        text.append(number);
    }

    /** Returns milliseconds as seconds, rounded up. */
    static long seconds(long millis) {
        return Math.ceilDiv(millis, MILLIS);
    }
}
