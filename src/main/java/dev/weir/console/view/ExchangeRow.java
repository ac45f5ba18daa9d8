package dev.weir.console.view;

import dev.weir.console.history.MeterSample;
import dev.weir.messages.Usage;
import dev.weir.metering.RecordedExchange;

/**
 * One of the last exchanges, in a line.
 *
 * @param userHash empty where nobody is known
 * @param input all tokens of the prompt, those of the cache included
 * @param state {@code good}, {@code warn} or {@code bad}, by whose matter the outcome is
 */
public record ExchangeRow(
        String requestId,
        String time,
        String team,
        String userHash,
        String operation,
        String model,
        int status,
        String outcome,
        String state,
        Figure input,
        Figure cacheRead,
        Figure output,
        Figure cost,
        Figure attempts,
        Figure firstToken,
        Figure total) {
    private static final double NANOS = 1e9;
    private static final int SHORT_HASH = 8;

    static ExchangeRow of(RecordedExchange exchange) {
        Usage usage = exchange.cost().counted();
        double usd = exchange.cost().total().toUsd().doubleValue();
        long first = exchange.times().firstTokenNanos().orElse(-1);
        return new ExchangeRow(
                exchange.requestId(),
                ShownAmount.time(exchange.times().startedAt()),
                exchange.team(),
                exchange.userHash().orElse(""),
                exchange.operation(),
                exchange.model().orElse(ShownAmount.NONE),
                exchange.status(),
                exchange.outcome().label(),
                state(exchange.outcome().label()),
                tokens(exchange, usage.input() + usage.cacheRead() + usage.cacheWrite5m() + usage.cacheWrite1h()),
                tokens(exchange, usage.cacheRead()),
                tokens(exchange, usage.output()),
                exchange.hasUsage() ? Figure.of(ShownAmount.usd(usd), usd) : Figure.text(ShownAmount.NONE),
                Figure.of(
                        ShownAmount.count(exchange.sent().attempts()),
                        exchange.sent().attempts()),
                first < 0 ? Figure.text(ShownAmount.NONE) : Figure.of(ShownAmount.nanos(first), first / NANOS),
                Figure.of(
                        ShownAmount.nanos(exchange.times().totalNanos()),
                        exchange.times().totalNanos() / NANOS));
    }

    /** Returns the beginning of the hash, which is enough to tell users apart. */
    public String shortHash() {
        return userHash.isEmpty() ? ShownAmount.NONE : userHash.substring(0, Math.min(SHORT_HASH, userHash.length()));
    }

    private static Figure tokens(RecordedExchange exchange, long tokens) {
        return exchange.hasUsage() ? Figure.of(ShownAmount.count(tokens), tokens) : Figure.text(ShownAmount.NONE);
    }

    private static String state(String outcome) {
        if (MeterSample.OWN_ERRORS.contains(outcome) || MeterSample.UPSTREAM_ERRORS.contains(outcome)) {
            return "bad";
        }
        return MeterSample.REJECTED.contains(outcome) ? "warn" : "good";
    }
}
