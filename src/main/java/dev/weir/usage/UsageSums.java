package dev.weir.usage;

import dev.weir.pricing.NanoUsd;
import dev.weir.usage.UsageEntry.ModelUsage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums usage by dimensions. Its size grows with the number of groups, not of exchanges. Used by one thread. */
public final class UsageSums {
    private static final Comparator<List<String>> BY_VALUES = (a, b) -> {
        for (int at = 0; at < a.size(); at++) {
            int order = a.get(at).compareTo(b.get(at));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final List<Dimension> by;
    private final Map<List<String>, UsageSum> groups = new HashMap<>();

    /** Makes empty sums. */
    public UsageSums(List<Dimension> by) {
        this.by = List.copyOf(by);
    }

    /** One group. */
    public record SumRow(List<String> values, UsageSum sum) {
        public SumRow {
            values = List.copyOf(values);
        }
    }

    /** Adds an exchange: its request to one group, the usage of each model to that model's. */
    public void add(UsageEntry entry) {
        group(entry, Optional.empty()).addRequest();
        NanoUsd split = entry.parts().stream().map(part -> part.kinds().sum()).reduce(NanoUsd.ZERO, NanoUsd::plus);
        NanoUsd unsplit = new NanoUsd(Math.max(0, entry.cost().value() - split.value()));
        for (ModelUsage part : entry.parts()) {
            group(entry, Optional.of(part)).add(entry, part, unsplit);
            unsplit = NanoUsd.ZERO;
        }
    }

    private UsageSum group(UsageEntry entry, Optional<ModelUsage> part) {
        List<String> values =
                by.stream().map(dimension -> dimension.of(entry, part)).toList();
        return groups.computeIfAbsent(values, _ -> new UsageSum());
    }

    /** Returns by what it sums. */
    public List<Dimension> by() {
        return by;
    }

    /** Returns all groups, ordered by their values. */
    public List<SumRow> rows() {
        return groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_VALUES))
                .map(group -> new SumRow(group.getKey(), group.getValue()))
                .toList();
    }

    /** Returns the sum of all groups. */
    public UsageSum total() {
        UsageSum total = new UsageSum();
        groups.values().forEach(total::add);
        return total;
    }
}
