package dev.weir.pricing;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calculates the cost of one response, step by step; used once. */
final class CostCalculation {
    private final PriceTable table;
    private final ResponseFacts response;
    private final Instant at;
    private final List<Cost.CostLine> lines = new ArrayList<>();
    private BigDecimal microUsd = BigDecimal.ZERO;
    private boolean known = true;

    CostCalculation(PriceTable table, ResponseFacts response, Instant at) {
        this.table = table;
        this.response = response;
        this.at = at;
    }

    /** Returns the cost of a usage; {@code model} is used for steps without a model. */
    Cost sum(Optional<String> model, Usage usage) {
        var steps = steps(usage);
        for (int i = 0; i < steps.size(); i++) {
            var isLast = i == steps.size() - 1;
            var step = steps.get(i);
            add(step.model().or(() -> model), tokens(step, isLast ? usage.webSearches() : 0), isLast);
        }
        return new Cost(NanoUsd.ofMicroUsd(microUsd), known, counted(), lines);
    }

    private List<Iteration> steps(Usage usage) {
        var steps = usage.iterations().isEmpty()
                ? List.of(new Iteration(
                        Optional.empty(),
                        usage.input(),
                        usage.cacheRead(),
                        usage.cacheWrite5m(),
                        usage.cacheWrite1h(),
                        usage.output()))
                : usage.iterations();
        return response.provenance() == Provenance.PARTIAL ? withOutputFloor(steps) : steps;
    }

    /** Raises the last step's output where the sum of outputs is less than what was relayed. */
    private List<Iteration> withOutputFloor(List<Iteration> steps) {
        var missing = response.outputFloor()
                - steps.stream().mapToLong(Iteration::output).reduce(0, CostCalculation::plus);
        if (missing <= 0) {
            return steps;
        }
        var raised = new ArrayList<>(steps);
        var last = raised.removeLast();
        raised.add(new Iteration(
                last.model(),
                last.input(),
                last.cacheRead(),
                last.cacheWrite5m(),
                last.cacheWrite1h(),
                plus(last.output(), missing)));
        return raised;
    }

    private void add(Optional<String> model, Usage tokens, boolean isLast) {
        if (isDeclined(tokens, isLast)) {
            lines.add(new Cost.CostLine(table.label(model), tokens, NanoUsd.ZERO, NanoUsd.ZERO, CostByKind.NONE));
            return;
        }
        var price = table.priceOf(model);
        var rates = price.ratesAt(at, promptTokens(tokens));
        var factor = price.factors().of(response);
        var kinds = rates.microUsd(tokens, factor).withWebSearches(webSearches(tokens.webSearches()));
        var cost = kinds.sum();
        microUsd = microUsd.add(cost);
        known &= model.flatMap(table::entryFor).isPresent() && price.factors().knowsSpeedOf(response);
        lines.add(new Cost.CostLine(
                table.label(model),
                tokens,
                NanoUsd.ofMicroUsd(cost),
                NanoUsd.ofMicroUsd(rates.cacheReadSavings(tokens).multiply(factor)),
                kinds.roundedDown()));
    }

    /** Source: Messages API, refusals and fallback: a declined attempt's tokens are listed and not billed. */
    private boolean isDeclined(Usage tokens, boolean isLast) {
        return isLast
                ? response.kind() == ResponseKind.REFUSED_BEFORE_OUTPUT
                : response.provenance() == Provenance.EXACT && tokens.output() == 0;
    }

    private BigDecimal webSearches(long count) {
        if (count == 0) {
            return BigDecimal.ZERO;
        }
        var each = table.webSearchMicroUsd();
        known &= each.isPresent();
        return each.orElse(BigDecimal.ZERO).multiply(BigDecimal.valueOf(count));
    }

    private Usage counted() {
        var sum = lines.isEmpty() ? Usage.NONE : lines.getFirst().usage();
        for (int i = 1; i < lines.size(); i++) {
            sum = sum.plus(lines.get(i).usage());
        }
        return sum;
    }

    private static Usage tokens(Iteration step, long webSearches) {
        return new Usage(
                atLeastZero(step.input()),
                atLeastZero(step.cacheRead()),
                atLeastZero(step.cacheWrite5m()),
                atLeastZero(step.cacheWrite1h()),
                atLeastZero(step.output()),
                atLeastZero(webSearches),
                List.of());
    }

    /** Returns a count of the upstream; a negative one counts as zero, so no sum goes down. */
    private static long atLeastZero(long count) {
        return Math.max(0, count);
    }

    private static long promptTokens(Usage usage) {
        return plus(plus(usage.input(), usage.cacheRead()), plus(usage.cacheWrite5m(), usage.cacheWrite1h()));
    }

    private static long plus(long a, long b) {
        var sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
