package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.Limits;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Renewal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step at one level, on a copy of its state that {@link #save} writes back: the functions of {@code level.lua} and {@code
 * leases.lua}.
 */
final class LevelUpdate {
    static final long DAY = 86_400_000L;

    private static final long MOST = (1L << 53) - 1;

    /** What a lease is settled against, where the limits of the request are not given. */
    private static final List<LimitKind> OF_MESSAGES = List.of(
            LimitKind.REQUESTS_PER_MINUTE, LimitKind.INPUT_TOKENS_PER_MINUTE, LimitKind.OUTPUT_TOKENS_PER_MINUTE);

    private final StoredLevel level;
    private final long now;
    private final LevelState state;
    private final Set<String> expired = new HashSet<>();
    private final List<String> forgotten = new ArrayList<>();
    private int open;

    LevelUpdate(StoredLevel level, long now) {
        this.level = level;
        this.now = now;
        this.state = level.state().copy();
        this.open = level.countFrom(now);
    }

    /** Brings the level to now under the limits that the caller gives. */
    void applyLimits(Limits limits, Periods periods) {
        refill();
        for (Limit limit : limits.all()) {
            switch (limit.kind().window()) {
                case MINUTE -> adopt(limit);
                case DAY -> roll(limit.kind(), periods.dayEnd());
                case MONTH -> roll(limit.kind(), periods.monthEnd());
                case CONCURRENT -> {}
            }
        }
    }

    void refill() {
        state.buckets().replaceAll((_, bucket) -> bucket.refilled(now));
    }

    /** Charges for leases that have expired; those beyond the bound wait for the next step. */
    void prune(int bound) {
        for (String id : level.between(DAY - now, now, bound)) {
            if (level.scores().getOrDefault(id, 0L) < 0) {
                forgotten.add(id);
            } else {
                expire(id);
            }
        }
    }

    /** Whether leases were pruned, so that the step is to be saved whatever else it does. */
    boolean isDirty() {
        return !expired.isEmpty() || !forgotten.isEmpty();
    }

    /** Returns how many leases are open. */
    int open() {
        return open;
    }

    long now() {
        return now;
    }

    LevelState state() {
        return state;
    }

    boolean knows(String id) {
        return level.scores().containsKey(id) && !forgotten.contains(id);
    }

    /** Ends a lease with what was used; returns whether there was one to end. */
    boolean finish(String id, Amounts used) {
        StoredLease lease = level.leases().remove(id);
        if (lease == null) {
            return false;
        }
        boolean isOpen = level.scores().getOrDefault(id, 0L) >= 0;
        level.remove(id);
        if (isOpen) {
            hold(lease, -1);
        }
        OF_MESSAGES.forEach(kind -> drain(kind, taken(kind, used, lease)));
        long tokens = used.budgetTokens() - (isOpen ? 0 : lease.chargeTokens());
        long nanoUsd = used.nanoUsd() - (isOpen ? 0 : lease.chargeNanoUsd());
        spendUnder(lease, tokens, nanoUsd);
        return true;
    }

    /** Applies what was used without a lease, in the periods in force. */
    void apply(Amounts used, Limits limits) {
        limits.all().stream()
                .map(Limit::kind)
                .filter(kind -> kind.window() == Window.MINUTE)
                .forEach(kind -> drain(kind, AmountField.countedBy(kind).of(used)));
        spend(used.budgetTokens(), used.nanoUsd(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    void takeRequests(Limits limits, long requests) {
        limits.all().stream()
                .map(Limit::kind)
                .filter(kind -> kind.window() == Window.MINUTE && AmountField.countedBy(kind) == AmountField.REQUESTS)
                .forEach(kind -> drain(kind, requests));
    }

    void open(String id, StoredLease lease, long expiry) {
        hold(lease, 1);
        forgotten.remove(id);
        level.leases().put(id, lease);
        level.put(id, expiry);
        open++;
    }

    /** Keeps a lease open, or opens it again; returns whether there is one. */
    boolean extend(Renewal renewal) {
        StoredLease lease = level.leases().get(renewal.lease());
        if (lease == null) {
            return false;
        }
        if (level.scores().getOrDefault(renewal.lease(), 0L) >= 0) {
            hold(lease, -1);
        } else {
            spendUnder(lease, -lease.chargeTokens(), -lease.chargeNanoUsd());
        }
        open(renewal.lease(), lease.renewed(renewal), now + renewal.leaseTime().toMillis());
        return true;
    }

    /** Returns what a limit has left for new holds; negative where it is exceeded. */
    long left(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> bucket(limit).units() - held(limit.kind());
            case DAY, MONTH -> max(limit) - state.used(limit.kind()) - held(limit.kind());
            case CONCURRENT -> limit.max() - open;
        };
    }

    long used(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> limit.size() - bucket(limit).units();
            case DAY, MONTH -> state.used(limit.kind());
            case CONCURRENT -> open;
        };
    }

    long held(LimitKind kind) {
        return state.held(AmountField.countedBy(kind));
    }

    /** Returns when a bucket has refilled up to some parts. */
    long refilledAt(Limit limit, long parts) {
        long missing = Math.max(0, parts - bucket(limit).parts());
        return now + (limit.max() > 0 ? Math.ceilDiv(missing, limit.max()) : TokenBucket.PARTS);
    }

    /** Returns when the next open lease expires. */
    Optional<Long> nextExpiry() {
        return level.firstFrom(now);
    }

    void save() {
        for (String id : forgotten) {
            level.remove(id);
            level.leases().remove(id);
        }
        level.setState(state);
        expired.forEach(id -> level.put(id, -now));
    }

    /** Takes away what was used; holds and the ends of periods stay. */
    void clear() {
        state.buckets().replaceAll((_, bucket) -> bucket.refilledWholly(now));
        state.used().replaceAll((_, _) -> 0L);
    }

    /** Returns a limit in the unit that is counted. */
    static long max(Limit limit) {
        return LimitState.inCountedUnit(limit, limit.max());
    }

    private TokenBucket bucket(Limit limit) {
        return state.buckets().getOrDefault(limit.kind(), TokenBucket.full(limit, now));
    }

    private void adopt(Limit limit) {
        state.buckets().put(limit.kind(), bucket(limit).under(limit));
    }

    private void roll(LimitKind kind, long end) {
        Window period = kind.window();
        if (now >= state.periodEnd(period)) {
            state.periodEnds().put(period, end);
            state.used().replaceAll((other, used) -> other.window() == period ? 0L : used);
        }
        state.used().putIfAbsent(kind, 0L);
    }

    private void expire(String id) {
        StoredLease lease = level.leases().get(id);
        if (lease != null) {
            hold(lease, -1);
            spendUnder(lease, lease.chargeTokens(), lease.chargeNanoUsd());
        }
        expired.add(id);
    }

    private void hold(StoredLease lease, int sign) {
        for (AmountField field : AmountField.HELD) {
            state.held().put(field, Math.max(0, state.held(field) + sign * lease.held(field)));
        }
    }

    private static long taken(LimitKind kind, Amounts used, StoredLease lease) {
        AmountField field = AmountField.countedBy(kind);
        return field.of(used) - (field == AmountField.REQUESTS ? lease.held(field) : 0);
    }

    private void drain(LimitKind kind, long units) {
        state.buckets().computeIfPresent(kind, (_, bucket) -> bucket.drained(units));
    }

    /** Adds to the periods that a lease was admitted in. */
    private void spendUnder(StoredLease lease, long tokens, long nanoUsd) {
        spend(tokens, nanoUsd, lease.dayEnd(), lease.monthEnd());
    }

    /** Adds to the periods that end at the given times or before; a period that has ended is over. */
    private void spend(long tokens, long nanoUsd, long dayEnd, long monthEnd) {
        state.used().replaceAll((kind, used) -> {
            long end = kind.window() == Window.DAY ? dayEnd : monthEnd;
            if (end < state.periodEnd(kind.window())) {
                return used;
            }
            return Math.clamp(
                    used + (AmountField.countedBy(kind) == AmountField.BUDGET_TOKENS ? tokens : nanoUsd), 0, MOST);
        });
    }
}
