package dev.weir.quota;

import dev.weir.messages.MessageRequest.Fallbacks;
import dev.weir.messages.ModelPattern;
import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.LimitScope;
import dev.weir.policy.Limits;
import dev.weir.policy.ModelLimits;
import dev.weir.policy.Plan;
import dev.weir.pricing.ModelPrice;
import dev.weir.pricing.PriceTable;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The levels that a request counts at. An entry of {@code per-model} is for a model if a pattern matches the model's
 * id, or the id of its entry in the price table, which knows aliases, or is itself an alias of that entry.
 */
record ModelEntries(PriceTable prices) {
    /**
     * Returns the limits of a request, of the user before those of the team; at each level those of all requests first.
     */
    Terms termsOf(QuotaRequest request) {
        Plan plan = request.plan();
        List<LevelTerms> levels = new ArrayList<>();
        for (LimitLevel level : LimitLevel.values()) {
            Limits limits = plan.at(level);
            Terms.addOfMessages(levels, level, limits.all());
            for (ModelLimits entry : limits.perModel()) {
                boolean isAsked = isFor(entry, request.message().model());
                if (isAsked || mayServe(entry, request.message().fallbacks())) {
                    levels.add(ofEntry(level, entry, isAsked));
                }
            }
            if (!limits.perSession().isEmpty() && request.session().isPresent()) {
                levels.add(LevelTerms.of(LimitScope.ofSession(request.session().get()), limits.perSession()));
            }
        }
        return new Terms(levels, request.caller().team().timeZone(), plan.warnAt());
    }

    /** Returns the level of an entry. */
    static LevelTerms ofEntry(LimitLevel level, ModelLimits entry, boolean isCounting) {
        return new LevelTerms(LimitScope.ofModels(level, entry.name()), false, entry.limits(), isCounting);
    }

    /** Returns whether an entry is for a model. */
    boolean isFor(ModelLimits entry, String model) {
        return entry.isFor(model)
                || prices.entryFor(model)
                        .filter(price -> entry.isFor(price.id()) || namesAliasOf(entry, price))
                        .isPresent();
    }

    /** Returns whether a pattern of an entry is another id of the model with that price, such as a dated one. */
    private boolean namesAliasOf(ModelLimits entry, ModelPrice price) {
        for (ModelPattern pattern : entry.models()) {
            if (prices.entryFor(pattern.text()).filter(price::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private boolean mayServe(ModelLimits entry, Fallbacks fallbacks) {
        return switch (fallbacks) {
            case Fallbacks.UpstreamsChoice() -> true;
            case Fallbacks.Models(List<String> others) -> {
                for (String other : others) {
                    if (isFor(entry, other)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    /** Returns the name of a limit of 0 on the models or the session of a request; absent where there is none. */
    static Optional<String> limitOfZero(Terms terms) {
        for (LevelTerms level : terms.levels()) {
            for (Limit limit : level.limits()) {
                if (limit.max() == 0 && level.scope().part() != LimitScope.LimitPart.ALL) {
                    return Optional.of(level.scope().nameOf(limit));
                }
            }
        }
        return Optional.empty();
    }
}
