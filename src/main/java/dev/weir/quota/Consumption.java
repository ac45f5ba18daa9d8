package dev.weir.quota;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.Spending.Answered;
import dev.weir.quota.Spending.Nothing;
import dev.weir.quota.Spending.RequestOnly;
import dev.weir.quota.store.Amounts;
import java.util.Optional;
import java.util.function.Supplier;

/** What a call has used, at its end and on its way. */
final class Consumption {
    private static final Amounts ONE_REQUEST = new Amounts(1, 0, 0, 0, 0);

    private final Supplier<PriceTable> prices;
    private final Holds holds;

    Consumption(Supplier<PriceTable> prices, Holds holds) {
        this.prices = prices;
        this.holds = holds;
    }

    /** Returns what the limits are charged with at the end of a call. */
    Amounts used(Claim claim, Spending spending) {
        return switch (spending) {
            case Nothing() -> Amounts.NONE;
            case RequestOnly() -> ONE_REQUEST;
            case Answered(ResponseFacts facts) ->
                counted(
                        claim,
                        facts.usage().isPresent()
                                ? facts
                                : facts.estimated(claim.estimate().usage()));
        };
    }

    /** Returns what an open lease holds from now on, as the answer has said something of its usage. */
    Amounts stillHeld(Claim claim, ResponseFacts facts) {
        Amounts expected = counted(claim, withOutput(facts, claim.estimate().outputTokens()));
        return switch (claim.budgetHold()) {
            case EXPECTED -> expected;
            case WORST_CASE -> {
                Amounts worst = counted(claim, withOutput(facts, holds.worstOutput(claim.message())));
                Amounts floor = Holds.mayServeAnother(claim.message()) ? claim.hold() : Amounts.NONE;
                yield new Amounts(
                        1,
                        expected.inputTokens(),
                        expected.outputTokens(),
                        Math.max(worst.budgetTokens(), floor.budgetTokens()),
                        Math.max(worst.nanoUsd(), floor.nanoUsd()));
            }
        };
    }

    /** Returns what is charged should an open lease expire, as the answer has said something of its usage. */
    Amounts soFar(Claim claim, ResponseFacts facts) {
        return counted(claim, facts);
    }

    /** Returns what is charged where nothing is known but the request. */
    Amounts estimated(Claim claim) {
        return holds.expected(claim.message(), claim.estimate(), claim.at());
    }

    private Amounts counted(Claim claim, ResponseFacts facts) {
        Cost cost = prices.get().cost(Optional.of(claim.message().model()), facts, claim.at());
        Usage usage = cost.counted();
        long input = sum(usage.input(), sum(usage.cacheWrite5m(), usage.cacheWrite1h()));
        return Measure.amounts(input, usage.output(), cost.total().value());
    }

    /** Raises the output by way of the floor, which counts for answers that are not whole yet. */
    private static ResponseFacts withOutput(ResponseFacts facts, long output) {
        return new ResponseFacts(
                facts.messageId(),
                facts.model(),
                facts.stopReason(),
                facts.serviceTier(),
                facts.speed(),
                facts.inferenceGeo(),
                facts.usage(),
                Provenance.PARTIAL,
                Math.max(output, facts.outputFloor()));
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
