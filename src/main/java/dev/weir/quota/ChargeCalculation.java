package dev.weir.quota;

import dev.weir.messages.MessageRequest;
import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.ChargeBasis.ClientLeft;
import dev.weir.quota.ChargeBasis.NotCharged;
import dev.weir.quota.ChargeBasis.RequestOnly;
import dev.weir.quota.ChargeBasis.Responded;
import dev.weir.quota.estimate.Estimate;
import dev.weir.quota.estimate.HoldCalculation;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Calculates what a request is charged, at its end and while it runs. */
final class ChargeCalculation {
    private final Supplier<PriceTable> prices;
    private final HoldCalculation holds;

    ChargeCalculation(Supplier<PriceTable> prices, HoldCalculation holds) {
        this.prices = prices;
        this.holds = holds;
    }

    /**
     * Returns the facts of a response, its usage completed by the estimate; absent where nothing was used.
     *
     * @param estimate of the request; read only where the response left something open
     */
    static Optional<ResponseFacts> charged(ChargeBasis basis, MessageRequest message, Supplier<Estimate> estimate) {
        return switch (basis) {
            case NotCharged(), RequestOnly() -> Optional.empty();
            case Responded(ResponseFacts facts) -> Optional.of(withUsage(facts, estimate));
            case ClientLeft(ResponseFacts facts) -> Optional.of(withHiddenOutput(facts, message, estimate));
        };
    }

    private static ResponseFacts withUsage(ResponseFacts facts, Supplier<Estimate> estimate) {
        return facts.usage().isPresent()
                ? facts
                : facts.estimated(estimate.get().usage());
    }

    /** Adds hidden output: thinking may be hidden, so the relayed text says nothing of it. */
    private static ResponseFacts withHiddenOutput(
            ResponseFacts facts, MessageRequest message, Supplier<Estimate> estimate) {
        return facts.usage().isPresent() && facts.provenance() == Provenance.PARTIAL && message.thinking()
                ? facts.withOutputOfAtLeast(estimate.get().outputTokens())
                : withUsage(facts, estimate);
    }

    /**
     * Returns what the limits are charged at the end of a request: first what ends its lease, then what other entries
     * of {@code per-model} are charged, if any.
     */
    List<Settlement> used(ReservedRequest request, ChargeBasis basis) {
        return switch (basis) {
            case NotCharged() -> List.of(whole(request, Amounts.NONE));
            case RequestOnly() -> List.of(whole(request, Amounts.ONE_REQUEST));
            case Responded _, ClientLeft _ ->
                charged(basis, request.message(), request::estimate)
                        .map(facts -> divided(request, facts))
                        .orElse(List.of(whole(request, Amounts.NONE)));
        };
    }

    private List<Settlement> divided(ReservedRequest request, ResponseFacts facts) {
        Cost cost = costOf(request, facts);
        Amounts total = amounts(cost);
        if (!PerLevelCharge.isNeeded(request.plan())) {
            return List.of(whole(request, total));
        }
        var charge = new PerLevelCharge(new ModelEntries(prices.get()), request, facts, cost, total);
        List<Settlement> settlements = new ArrayList<>(List.of(charge.settlement()));
        charge.ofOthers().ifPresent(settlements::add);
        return settlements;
    }

    private static Settlement whole(ReservedRequest request, Amounts used) {
        return new Settlement(request.id(), request.subject(), request.terms(), used);
    }

    /** Returns what an open lease holds from now on, with the usage that the response has reported so far. */
    Amounts stillHeld(ReservedRequest request, ResponseFacts facts) {
        Amounts expected =
                counted(request, facts.withOutputOfAtLeast(request.estimate().outputTokens()));
        return switch (request.budgetHold()) {
            case EXPECTED -> expected;
            case WORST_CASE -> {
                Amounts worst = counted(request, facts.withOutputOfAtLeast(holds.worstOutput(request.message())));
                Amounts floor = HoldCalculation.mayServeAnother(request.message()) ? request.hold() : Amounts.NONE;
                yield new Amounts(
                        1,
                        expected.inputTokens(),
                        expected.outputTokens(),
                        Math.max(worst.budgetTokens(), floor.budgetTokens()),
                        Math.max(worst.nanoUsd(), floor.nanoUsd()));
            }
        };
    }

    /** Returns what is charged if an open lease expires, with the usage that the response has reported so far. */
    Amounts soFar(ReservedRequest request, ResponseFacts facts) {
        return counted(request, facts);
    }

    private Amounts counted(ReservedRequest request, ResponseFacts facts) {
        return amounts(costOf(request, facts));
    }

    private Cost costOf(ReservedRequest request, ResponseFacts facts) {
        return prices.get().cost(Optional.of(request.message().model()), facts, request.at());
    }

    private static Amounts amounts(Cost cost) {
        Usage usage = cost.counted();
        long input = sum(usage.input(), sum(usage.cacheWrite5m(), usage.cacheWrite1h()));
        return Amounts.ofRequest(input, usage.output(), cost.total().value());
    }

    static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
