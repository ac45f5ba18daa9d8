package dev.weir.quota.store.memory;

import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.LimitOwner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is known of levels, as text that is the same as that of Redis where they hold the same. */
public final class MemoryLevelText {
    private MemoryLevelText() {}

    /** Returns a text for each level. */
    public static List<String> of(InMemoryQuotaStore store, List<LimitOwner> owners) {
        return owners.stream().map(owner -> text(store.level(owner))).toList();
    }

    private static String text(StoredLevel level) {
        Map<String, String> leases = new TreeMap<>();
        level.leases().forEach((id, lease) -> leases.put(id, text(lease)));
        return joined(fields(level.state().orElseGet(LevelState::new))) + " | " + joined(level.scores()) + " | "
                + joined(leases);
    }

    /** Returns the state by names; a sum or an end of 0 is nothing. */
    private static Map<String, Long> fields(LevelState state) {
        Map<String, Long> fields = new TreeMap<>();
        state.periodEnds().forEach((period, end) -> fields.put(period + " ends", end));
        state.held().forEach((field, held) -> fields.put(field + " held", held));
        fields.values().removeIf(value -> value == 0);
        state.buckets().forEach((kind, bucket) -> {
            fields.put(kind + " parts", bucket.parts());
            fields.put(kind + " at", bucket.atMillis());
            fields.put(kind + " per minute", bucket.perMinute());
            fields.put(kind + " size", bucket.size());
        });
        state.used().forEach((kind, used) -> fields.put(kind + " used", used));
        state.told().forEach((kind, percent) -> fields.put(kind + " told", (long) percent));
        return fields;
    }

    private static String text(StoredLease lease) {
        return Stream.of(
                        Stream.of(AmountField.values()).map(lease::held),
                        Stream.of(
                                lease.chargeTokens(),
                                lease.chargeNanoUsd(),
                                lease.periodEnd(Window.DAY),
                                lease.periodEnd(Window.MONTH)),
                        Stream.of(lease.weekEnd()).filter(end -> end > 0))
                .flatMap(numbers -> numbers)
                .map(Object::toString)
                .collect(Collectors.joining(","));
    }

    private static String joined(Map<String, ?> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining("; "));
    }
}
