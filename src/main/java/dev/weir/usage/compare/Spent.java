package dev.weir.usage.compare;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.UsageEntry.ModelUsage;
import java.math.BigDecimal;

/** What the log says was charged to a budget: tokens without cache reads, and money. Used by one thread. */
final class Spent {
    static final String USD = "usd";
    static final String TOKENS = "tokens";

    private long tokens;
    private long uncertainTokens;
    private NanoUsd cost = NanoUsd.ZERO;
    private NanoUsd uncertainCost = NanoUsd.ZERO;

    void add(UsageEntry entry) {
        long added = entry.parts().stream()
                .map(ModelUsage::usage)
                .mapToLong(Spent::charged)
                .sum();
        tokens += added;
        cost = cost.plus(entry.cost());
        if (entry.provenance().filter(how -> how != Provenance.EXACT).isPresent()) {
            uncertainTokens += added;
            uncertainCost = uncertainCost.plus(entry.cost());
        }
    }

    /** Cache reads are free at budgets of tokens. */
    private static long charged(Usage usage) {
        return usage.input() + usage.cacheWrite5m() + usage.cacheWrite1h() + usage.output();
    }

    /** Returns all of it in a unit of budgets. */
    BigDecimal all(String unit) {
        return unit.equals(USD) ? cost.toUsd() : BigDecimal.valueOf(tokens);
    }

    /** Returns the part that is partial or estimated. */
    BigDecimal uncertain(String unit) {
        return unit.equals(USD) ? uncertainCost.toUsd() : BigDecimal.valueOf(uncertainTokens);
    }
}
