package dev.weir.usage.compare;

import dev.weir.usage.UsageEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the log with budgets of teams that have been read before, each in its period. Used by one thread. */
final class LimitComparison {
    private final Map<BudgetRow, Spent> spent = new LinkedHashMap<>();

    LimitComparison(List<BudgetRow> limits) {
        limits.forEach(limit -> spent.put(limit, new Spent()));
    }

    void add(UsageEntry entry) {
        spent.forEach((limit, sum) -> {
            if (limit.period().contains(entry.time())
                    && entry.attribution()
                            .team()
                            .equals(Optional.of(limit.owner().team()))) {
                sum.add(entry);
            }
        });
    }

    List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        spent.forEach((limit, sum) -> limit.differenceFrom(sum).ifPresent(found::add));
        return found;
    }
}
