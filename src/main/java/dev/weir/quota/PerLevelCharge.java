package dev.weir.quota;

import dev.weir.messages.ResponseFacts;
import dev.weir.messages.Usage;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.pricing.Cost;
import dev.weir.pricing.Cost.CostLine;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides what a response used among the levels of its request: an entry of {@code per-model} is charged the sampling
 * steps of the models that it is for; steps of models that no entry is for go to the entries of the model asked for.
 * Every other level is charged everything.
 *
 * @param entries knows which entry is for a model
 * @param request the reserved request
 * @param cost of its response
 * @param total what the response used
 */
record PerLevelCharge(ModelEntries entries, ReservedRequest request, ResponseFacts facts, Cost cost, Amounts total) {
    /** Returns whether a plan has entries at all; else every level is charged everything. */
    static boolean isNeeded(Plan plan) {
        return !plan.user().perModel().isEmpty() || !plan.team().perModel().isEmpty();
    }

    /** Returns what ends the request's lease. */
    Settlement settlement() {
        List<Amounts> perLevel = new ArrayList<>();
        for (LevelTerms level : request.terms().levels()) {
            Amounts used = level.scope().part() == LimitScope.LimitPart.MODELS ? ofEntry(level) : total;
            perLevel.add(level.isCounting() ? used : used.withoutRequest());
        }
        return new Settlement(request.id(), request.subject(), request.terms(), total, perLevel);
    }

    /**
     * Returns a charge of the entries that hold nothing, as nobody could know that their model would serve; absent
     * where there are none.
     */
    Optional<Settlement> ofOthers() {
        List<LevelTerms> levels = new ArrayList<>();
        List<Amounts> perLevel = new ArrayList<>();
        for (LimitLevel level : LimitLevel.values()) {
            for (ModelLimits entry : request.plan().at(level).perModel()) {
                LevelTerms terms = ModelEntries.ofEntry(level, entry, false);
                if (isUnreserved(terms) && isServed(entry)) {
                    levels.add(terms);
                    perLevel.add(ofEntry(terms).withoutRequest());
                }
            }
        }
        Terms terms = request.terms().with(levels);
        return levels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Settlement(request.id() + "+", request.subject(), terms, total, perLevel));
    }

    private boolean isUnreserved(LevelTerms entry) {
        return request.terms().levels().stream()
                .noneMatch(level -> level.scope().equals(entry.scope()));
    }

    private boolean isServed(ModelLimits entry) {
        for (int line = 0; line < cost.lines().size(); line++) {
            if (entries.isFor(entry, modelOf(line))) {
                return true;
            }
        }
        return false;
    }

    private Amounts ofEntry(LevelTerms level) {
        Amounts sum = total.requests() > 0 ? Amounts.ONE_REQUEST : Amounts.NONE;
        boolean isWhole = true;
        for (int line = 0; line < cost.lines().size(); line++) {
            if (isFor(level, modelOf(line))) {
                sum = sum.plus(amounts(cost.lines().get(line)));
            } else {
                isWhole = false;
            }
        }
        return isWhole ? total : sum;
    }

    private boolean isFor(LevelTerms level, String model) {
        boolean isForNone = true;
        for (ModelLimits entry : request.plan().at(level.scope().level()).perModel()) {
            if (entries.isFor(entry, model)) {
                if (entry.name().equals(level.scope().entry())) {
                    return true;
                }
                isForNone = false;
            }
        }
        return isForNone && level.isCounting();
    }

    private String modelOf(int line) {
        String asked = request.message().model();
        List<Usage.Iteration> steps = facts.usage().map(Usage::iterations).orElse(List.of());
        Optional<String> own = line < steps.size() ? steps.get(line).model() : Optional.empty();
        return own.or(facts::model).orElse(asked);
    }

    static Amounts amounts(CostLine line) {
        Usage usage = line.usage();
        long input =
                ChargeCalculation.sum(usage.input(), ChargeCalculation.sum(usage.cacheWrite5m(), usage.cacheWrite1h()));
        return Amounts.ofRequest(input, usage.output(), line.cost().value());
    }
}
