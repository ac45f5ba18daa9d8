package dev.weir.usage.compare;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.UsageEntry.ModelUsage;
import java.math.BigDecimal;

/** What the log says of one model in one bucket. */
final class LogCounts {
    private KindCounts counts = KindCounts.ZERO;
    private KindCounts uncertain = KindCounts.ZERO;
    private NanoUsd cost = NanoUsd.ZERO;
    private NanoUsd uncertainCost = NanoUsd.ZERO;
    private long exchanges;
    private long uncertainExchanges;

    void add(UsageEntry entry, ModelUsage part, NanoUsd partCost) {
        Usage usage = part.usage();
        exchanges++;
        counts = counts.plus(KindCounts.of(usage));
        cost = cost.plus(partCost);
        if (entry.provenance().filter(how -> how != Provenance.EXACT).isPresent()) {
            uncertainExchanges++;
            uncertain = uncertain.plus(KindCounts.of(usage));
            uncertainCost = uncertainCost.plus(partCost);
        }
    }

    KindCounts counts() {
        return counts;
    }

    /** Returns the part of {@link #counts} that is partial or estimated. */
    KindCounts uncertain() {
        return uncertain;
    }

    BigDecimal usd() {
        return cost.toUsd();
    }

    BigDecimal uncertainUsd() {
        return uncertainCost.toUsd();
    }

    long exchanges() {
        return exchanges;
    }

    long uncertainExchanges() {
        return uncertainExchanges;
    }
}
