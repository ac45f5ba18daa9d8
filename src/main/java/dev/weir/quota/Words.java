package dev.weir.quota;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.LimitState;
import java.math.BigDecimal;
import java.time.Instant;

/** Numbers and times of limits as texts. */
final class Words {
    private static final int NANO_PLACES = 9;
    private static final int MILLIS = 1_000;

    private Words() {}

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
        BigDecimal usd = BigDecimal.valueOf(nanoUsd, NANO_PLACES).stripTrailingZeros();
        return usd.scale() < 1 ? usd.setScale(1) : usd;
    }

    /** Returns a moment in RFC 3339, rounded up to whole seconds. */
    static String time(long millis) {
        return Instant.ofEpochSecond(seconds(millis)).toString();
    }

    /** Returns milliseconds as seconds, rounded up. */
    static long seconds(long millis) {
        return Math.ceilDiv(millis, MILLIS);
    }

    /** Returns the name of the limit. */
    static String name(LimitState state) {
        return state.limit().nameAt(state.level());
    }

    /** Returns whether it counts over a day or a month. */
    static boolean isBudget(Limit limit) {
        Window window = limit.kind().window();
        return window == Window.DAY || window == Window.MONTH;
    }
}
