package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import java.util.EnumMap;
import java.util.Map;

/** What a level has used and what its open leases hold. Not safe for threads. */
final class LevelState {
    /** The largest sum, up to which Redis counts exactly. */
    private static final long MOST = (1L << 53) - 1;

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

    TokenBucket bucket(Limit limit, long now) {
        return buckets.getOrDefault(limit.kind(), TokenBucket.full(limit, now));
    }

    /** Applies a rate limit to its bucket. */
    void limitBucket(Limit limit, long now) {
        buckets.put(limit.kind(), bucket(limit, now).under(limit));
    }

    /** Takes units out of a bucket; negative ones are put back. */
    void drain(LimitKind kind, long units) {
        buckets.computeIfPresent(kind, (_, bucket) -> bucket.drained(units));
    }

    /** Adds what a lease holds, or removes it with sign -1. */
    void hold(StoredLease lease, int sign) {
        for (AmountField field : AmountField.HELD) {
            held.put(field, Math.max(0, held(field) + sign * lease.held(field)));
        }
    }

    /**
     * Begins a new period when the current one has ended, or is impossible because the clock was ahead when it began.
     *
     * @param end of the new period
     * @param latest the latest end that a current period can have
     */
    void enterPeriod(LimitKind budget, long now, long end, long latest) {
        Window period = budget.window();
        if (now >= periodEnd(period) || periodEnd(period) > latest) {
            periodEnds.put(period, end);
            used.replaceAll((other, amount) -> other.window() == period ? 0L : amount);
        }
        used.putIfAbsent(budget, 0L);
    }

    /** Charges the periods that end at the given times or before; a period that has ended is over. */
    void charge(long tokens, long nanoUsd, long dayEnd, long monthEnd) {
        used.replaceAll((budget, amount) -> {
            long end = budget.window() == Window.DAY ? dayEnd : monthEnd;
            if (end < periodEnd(budget.window())) {
                return amount;
            }
            return Math.clamp(
                    amount + (AmountField.countedBy(budget) == AmountField.BUDGET_TOKENS ? tokens : nanoUsd), 0, MOST);
        });
    }

    /** Removes what was used; holds and the ends of periods stay. Returns whether there was anything. */
    boolean clear(long now) {
        boolean isChanged = !buckets.isEmpty() || !used.isEmpty();
        buckets.replaceAll((_, bucket) -> bucket.refilledWholly(now));
        used.replaceAll((_, _) -> 0L);
        return isChanged;
    }
}
