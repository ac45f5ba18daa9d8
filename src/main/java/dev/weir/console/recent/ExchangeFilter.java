package dev.weir.console.recent;

import dev.weir.metering.RecordedExchange;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which exchanges are shown; an absent part lets all pass.
 *
 * @param status a status such as {@code 429}, or a class of them such as {@code 4xx}
 */
public record ExchangeFilter(Optional<String> team, Optional<String> outcome, Optional<String> status)
        implements Predicate<RecordedExchange> {
    private static final int CLASS = 100;

    @Override
    public boolean test(RecordedExchange exchange) {
        return team.map(exchange.team()::equals).orElse(true)
                && outcome.map(exchange.outcome().label()::equals).orElse(true)
                && status.map(wanted -> hasStatus(exchange, wanted)).orElse(true);
    }

    private static boolean hasStatus(RecordedExchange exchange, String wanted) {
        String status = Integer.toString(exchange.status());
        return wanted.equals(status) || wanted.equals(exchange.status() / CLASS + "xx");
    }
}
