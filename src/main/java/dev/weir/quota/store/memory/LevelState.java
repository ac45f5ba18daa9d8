package dev.weir.quota.store.memory;

import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import java.util.EnumMap;
import java.util.Map;

/** What a level has used and what its open leases hold. Not safe for threads. */
final class LevelState {
    /** By the kind of rate limit; absent where it was never limited. */
    private final Map<LimitKind, TokenBucket> buckets = new EnumMap<>(LimitKind.class);

    /** What was used in the current period, by the kind of budget; absent where it was never limited. */
    private final Map<LimitKind, Long> used = new EnumMap<>(LimitKind.class);

    /** When the current day and month end, in milliseconds since 1970; absent where no budget was ever set. */
    private final Map<Window, Long> periodEnds = new EnumMap<>(Window.class);

    private final Map<AmountField, Long> held = new EnumMap<>(AmountField.class);

    LevelState copy() {
        LevelState copy = new LevelState();
        copy.buckets.putAll(buckets);
        copy.used.putAll(used);
        copy.periodEnds.putAll(periodEnds);
        copy.held.putAll(held);
        return copy;
    }

    Map<LimitKind, TokenBucket> buckets() {
        return buckets;
    }

    Map<LimitKind, Long> used() {
        return used;
    }

    Map<Window, Long> periodEnds() {
        return periodEnds;
    }

    Map<AmountField, Long> held() {
        return held;
    }

    long used(LimitKind budget) {
        return used.getOrDefault(budget, 0L);
    }

    long periodEnd(Window period) {
        return periodEnds.getOrDefault(period, 0L);
    }

    long held(AmountField field) {
        return held.getOrDefault(field, 0L);
    }
}
