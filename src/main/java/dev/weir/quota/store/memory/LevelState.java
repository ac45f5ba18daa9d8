package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.LevelTerms;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a level has used and what its open leases hold. Not safe for threads. */
final class LevelState {
    /** The largest sum, up to which Redis counts exactly. */
    private static final long MOST = (1L << 53) - 1;

    /** By the kind of rate limit; absent where it was never limited. */
    private final Map<LimitKind, TokenBucket> buckets = new EnumMap<>(LimitKind.class);

    /** What was used in the current period, by the kind of budget; absent where it was never limited. */
    private final Map<LimitKind, Long> used = new EnumMap<>(LimitKind.class);

    /** When current periods and the session end, in milliseconds since 1970; absent where no budget was ever set. */
    private final Map<Window, Long> periodEnds = new EnumMap<>(Window.class);

    /** The highest threshold that was told in the current period, in percent; absent where it is not known. */
    private final Map<LimitKind, Integer> told = new EnumMap<>(LimitKind.class);

    /** Whether a limit of a newer kind or a threshold was ever asked for. */
    private boolean isWide;

    private final Map<AmountField, Long> held = new EnumMap<>(AmountField.class);

    LevelState copy() {
        LevelState copy = new LevelState();
        copy.buckets.putAll(buckets);
        copy.used.putAll(used);
        copy.periodEnds.putAll(periodEnds);
        copy.held.putAll(held);
        copy.told.putAll(told);
        copy.isWide = isWide;
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

    Map<LimitKind, Integer> told() {
        return told;
    }

    boolean isWide() {
        return isWide;
    }

    void widen() {
        isWide = true;
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
     * @param isTold whether the plan has thresholds
     */
    void enterPeriod(LimitKind budget, long now, long end, long latest, boolean isTold) {
        Window period = budget.window();
        isWide |= isTold || LevelTerms.isNewer(budget);
        if (now >= periodEnd(period) || periodEnd(period) > latest) {
            periodEnds.put(period, end);
            used.replaceAll((other, amount) -> other.window() == period ? 0L : amount);
            forgetTold(period, isTold);
        }
        used.putIfAbsent(budget, 0L);
    }

    private void forgetTold(Window period, boolean isTold) {
        for (LimitKind kind : LimitKind.values()) {
            if (isWide && kind.window() == period && period != Window.SESSION) {
                if (isTold) {
                    told.put(kind, 0);
                } else {
                    told.remove(kind);
                }
            }
        }
    }

    /** Lets a session end so long after a request. */
    void extendSession(long end) {
        periodEnds.put(Window.SESSION, end);
    }

    /**
     * Charges the periods that end at the given times or before; a period that has ended is over.
     *
     * @param ends the end of each period that may be charged
     */
    void charge(long requests, long tokens, long nanoUsd, ToLongFunction<Window> ends) {
        used.replaceAll((budget, amount) -> {
            if (ends.applyAsLong(budget.window()) < periodEnd(budget.window())) {
                return amount;
            }
            long more = switch (AmountField.countedBy(budget)) {
                case REQUESTS -> requests;
                case BUDGET_TOKENS -> tokens;
                case NANO_USD -> nanoUsd;
                case INPUT_TOKENS, OUTPUT_TOKENS -> 0;
            };
            return Math.clamp(amount + more, 0, MOST);
        });
    }

    /** Counts requests at a budget when they are admitted. */
    void take(LimitKind budget, long requests) {
        used.computeIfPresent(budget, (_, amount) -> Math.min(MOST, amount + requests));
    }

    /** Removes what was used; holds and the ends of periods stay. Returns whether there was anything. */
    boolean clear(long now) {
        boolean isChanged = !buckets.isEmpty() || !used.isEmpty();
        buckets.replaceAll((_, bucket) -> bucket.refilledWholly(now));
        used.replaceAll((_, _) -> 0L);
        told.replaceAll((_, _) -> 0);
        return isChanged;
    }
}
