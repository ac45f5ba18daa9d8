package dev.weir.usage.compare;

import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.usage.UsageEntry;
import dev.weir.usage.UsageEntry.ModelUsage;
import dev.weir.usage.compare.UpstreamReport.BudgetRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the log with the budgets of teams in Redis, each in its current period: tokens without cache reads, and
 * money. Used by one thread.
 */
final class LimitComparison {
    private static final String REDIS = "redis";
    private static final String USD = "usd";

    /** Amounts in dollars are shown to the sixth decimal. */
    private static final BigDecimal ROUNDING = new BigDecimal("0.000001");

    private final Map<BudgetRow, Spent> spent = new LinkedHashMap<>();

    LimitComparison(List<BudgetRow> limits) {
        limits.forEach(limit -> spent.put(limit, new Spent()));
    }

    void add(UsageEntry entry) {
        spent.forEach((limit, sum) -> {
            if (limit.period().contains(entry.time())
                    && entry.attribution().team().equals(Optional.of(limit.team()))) {
                sum.add(entry, amount(limit, entry));
            }
        });
    }

    private static BigDecimal amount(BudgetRow limit, UsageEntry entry) {
        return limit.unit().equals(USD)
                ? entry.cost().toUsd()
                : BigDecimal.valueOf(entry.parts().stream()
                        .map(ModelUsage::usage)
                        .mapToLong(LimitComparison::tokens)
                        .sum());
    }

    /** Cache reads are free at budgets of tokens. */
    private static long tokens(Usage usage) {
        return usage.input() + usage.cacheWrite5m() + usage.cacheWrite1h() + usage.output();
    }

    List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        spent.forEach((limit, sum) -> {
            BigDecimal difference = limit.used().subtract(sum.all);
            BigDecimal rounding = limit.unit().equals(USD) ? ROUNDING : BigDecimal.ZERO;
            if (difference.abs().compareTo(rounding) > 0) {
                found.add(new Difference(
                        kind(difference, sum),
                        REDIS,
                        limit.period().toString(),
                        limit.team() + " " + limit.name(),
                        limit.unit(),
                        sum.all,
                        limit.used(),
                        limit.held().signum() == 0
                                ? ""
                                : "open requests hold " + limit.held().toPlainString()));
            }
        });
        return found;
    }

    private static DifferenceKind kind(BigDecimal difference, Spent sum) {
        if (difference.abs().compareTo(sum.uncertain) <= 0) {
            return DifferenceKind.CUT_STREAMS;
        }
        return difference.signum() > 0 ? DifferenceKind.MISSING : DifferenceKind.DOUBLE;
    }

    /** What the log has of one limit. */
    private static final class Spent {
        private BigDecimal all = BigDecimal.ZERO;
        private BigDecimal uncertain = BigDecimal.ZERO;

        void add(UsageEntry entry, BigDecimal amount) {
            all = all.add(amount);
            if (entry.provenance().filter(how -> how != Provenance.EXACT).isPresent()) {
                uncertain = uncertain.add(amount);
            }
        }
    }
}
