package dev.weir.usage;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.CostByKind;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry.ModelUsage;
import java.util.EnumMap;
import java.util.Map;

/** What a group of exchanges used, exact to the token and the nano-dollar. Used by one thread. */
public final class UsageSum {
    private final Map<Provenance, Charged> byProvenance = new EnumMap<>(Provenance.class);
    private long requests;
    private NanoUsd guessed = NanoUsd.ZERO;

    /**
     * Tokens and their cost.
     *
     * @param kinds what the cost is made of
     * @param unsplit what else it is: lines of older versions do not say what their cost is made of
     */
    public record Charged(Usage usage, CostByKind kinds, NanoUsd unsplit) {
        static final Charged NOTHING = new Charged(Usage.NONE, CostByKind.NONE, NanoUsd.ZERO);

        /** Returns the whole cost. */
        public NanoUsd cost() {
            return kinds.sum().plus(unsplit);
        }

        Charged plus(Charged other) {
            return new Charged(usage.plus(other.usage), kinds.plus(other.kinds), unsplit.plus(other.unsplit));
        }
    }

    void addRequest() {
        requests++;
    }

    void add(UsageEntry entry, ModelUsage part, NanoUsd unsplit) {
        Charged charged = new Charged(part.usage(), part.kinds(), unsplit);
        byProvenance.merge(entry.provenance().orElse(Provenance.EXACT), charged, Charged::plus);
        if (!entry.isPriceKnown()) {
            guessed = guessed.plus(charged.cost());
        }
    }

    void add(UsageSum other) {
        requests += other.requests;
        guessed = guessed.plus(other.guessed);
        other.byProvenance.forEach((provenance, charged) -> byProvenance.merge(provenance, charged, Charged::plus));
    }

    /** Returns how many exchanges there were, whatever became of them; one of several models counts at one. */
    public long requests() {
        return requests;
    }

    /** Returns what was used with this exactness. */
    public Charged of(Provenance provenance) {
        return byProvenance.getOrDefault(provenance, Charged.NOTHING);
    }

    /** Returns all that was used. */
    public Charged all() {
        return byProvenance.values().stream().reduce(Charged.NOTHING, Charged::plus);
    }

    /** Returns the cost at rates that were guessed. */
    public NanoUsd guessed() {
        return guessed;
    }
}
