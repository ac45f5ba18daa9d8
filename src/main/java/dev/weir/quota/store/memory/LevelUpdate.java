package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Renewal;
import java.util.List;
import java.util.Optional;

/**
 * One step at one level, on a copy of its state that {@link #save} writes back: the functions of {@code level.lua} and
 * {@code leases.lua}.
 */
final class LevelUpdate {
    static final long DAY = 86_400_000L;

    /** If a level has lost a part of its leases and has more than this, all are forgotten; see {@code leases.lua}. */
    private static final int MOST_LEASES = 5_000;

    /** The limits of a settlement, where those of the request are not given. */
    private static final List<LimitKind> OF_MESSAGES = List.of(
            LimitKind.REQUESTS_PER_MINUTE, LimitKind.INPUT_TOKENS_PER_MINUTE, LimitKind.OUTPUT_TOKENS_PER_MINUTE);

    private final StoredLevel level;
    private final long now;
    private final LevelState state;
    private final boolean isNew;
    private boolean isKept;
    private boolean isDirty;
    private int open;

    LevelUpdate(StoredLevel level, long now) {
        this.level = level;
        this.now = now;
        this.state = level.state().map(LevelState::copy).orElseGet(LevelState::new);
        this.isNew = level.state().isEmpty();
        this.isKept = !isNew;
        this.open = level.countFrom(now);
    }

    /**
     * Updates the level to the current time and the given limits.
     *
     * @param isTold whether the plan has thresholds
     */
    void applyLimits(List<Limit> limits, Periods periods, boolean isTold) {
        refill();
        for (Limit limit : limits) {
            LimitKind kind = limit.kind();
            switch (kind.window()) {
                case MINUTE -> state.limitBucket(limit, now);
                case DAY -> state.enterPeriod(kind, now, periods.dayEnd(), periods.latestDayEnd(), isTold);
                case WEEK -> state.enterPeriod(kind, now, periods.weekEnd(), periods.latestWeekEnd(now), isTold);
                case MONTH -> state.enterPeriod(kind, now, periods.monthEnd(), periods.latestMonthEnd(now), isTold);
                case SESSION -> state.enterPeriod(kind, now, now + DAY, Long.MAX_VALUE, isTold);
                case CONCURRENT -> {}
            }
        }
        isKept |= !limits.isEmpty();
    }

    void refill() {
        state.buckets().replaceAll((_, bucket) -> bucket.refilled(now));
    }

    /** Makes sums, ids and leases consistent again where a part of them is lost. */
    void repair() {
        int leases = level.leases().size();
        if (leases != level.scores().size() || (isNew && leases > 0)) {
            repairWhole();
        }
    }

    private void repairWhole() {
        isDirty = true;
        if (Math.max(level.leases().size(), level.scores().size()) > MOST_LEASES) {
            level.forgetLeases();
        }
        level.forgetTornLeases();
        state.held().clear();
        level.leases().forEach((id, lease) -> {
            if (level.isCounted(id)) {
                state.hold(lease, 1);
            }
        });
        open = level.countFrom(now);
    }

    /** Charges at most {@code bound} expired leases; returns whether there may be more. */
    boolean prune(int bound) {
        List<String> ids = level.between(DAY - now, now, bound);
        boolean isTorn = false;
        for (String id : ids) {
            boolean wasOpen = level.isCounted(id);
            Optional<StoredLease> lease = wasOpen ? level.lease(id) : Optional.empty();
            isTorn |= wasOpen && lease.isEmpty();
            isDirty = true;
            if (lease.isPresent()) {
                expire(lease.get());
                level.put(id, -now);
            } else {
                level.remove(id);
                level.leases().remove(id);
            }
        }
        boolean isMore = ids.size() == bound;
        if (isTorn && !isMore) {
            repairWhole();
        }
        return isMore;
    }

    /** Counts at most so many expired leases as charged, without changing any; returns whether there may be more. */
    boolean takeForPruned(int bound) {
        List<String> ids = level.between(DAY - now, now, bound);
        ids.stream()
                .filter(id -> level.isCounted(id))
                .flatMap(id -> level.lease(id).stream())
                .forEach(this::expire);
        return ids.size() == bound;
    }

    /** Returns whether something changed that is to be saved whatever else the step does. */
    boolean isDirty() {
        return isDirty;
    }

    /** Returns whether it has a state, or limits that need one. */
    boolean isKept() {
        return isKept;
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
        return level.scores().containsKey(id);
    }

    /** Returns whether a lease can be settled: the level and what the lease holds are known. */
    boolean canFinish(String id) {
        return !isNew && level.lease(id).isPresent();
    }

    /** Ends a lease with the actual usage; returns whether there was one to end. */
    boolean finish(String id, Amounts used) {
        Optional<StoredLease> found = level.lease(id);
        found.ifPresent(lease -> {
            boolean isOpen = !level.hasExpired(id);
            level.leases().remove(id);
            level.remove(id);
            if (isOpen) {
                state.hold(lease, -1);
            }
            OF_MESSAGES.forEach(kind -> state.drain(kind, taken(kind, used, lease)));
            long tokens = used.budgetTokens() - (isOpen ? 0 : lease.chargeTokens());
            long nanoUsd = used.nanoUsd() - (isOpen ? 0 : lease.chargeNanoUsd());
            chargeUnder(lease, used.requests() - lease.held(AmountField.REQUESTS), tokens, nanoUsd);
        });
        return found.isPresent();
    }

    /** Charges usage without a lease, in the current periods. */
    void apply(Amounts used, List<Limit> limits) {
        limits.stream()
                .map(Limit::kind)
                .filter(kind -> kind.window() == Window.MINUTE)
                .forEach(kind -> state.drain(kind, AmountField.countedBy(kind).of(used)));
        state.charge(used.requests(), used.budgetTokens(), used.nanoUsd(), _ -> Long.MAX_VALUE);
    }

    /** Counts admitted requests, which are not held, and lets a session go on. */
    void takeRequests(List<Limit> limits, long requests) {
        for (Limit limit : limits) {
            LimitKind kind = limit.kind();
            if (AmountField.countedBy(kind) == AmountField.REQUESTS && kind.window() == Window.MINUTE) {
                state.drain(kind, requests);
            } else if (AmountField.countedBy(kind) == AmountField.REQUESTS && kind.isBudget()) {
                state.take(kind, requests);
            }
            if (kind.isOfSession()) {
                state.extendSession(now + DAY);
            }
        }
    }

    void open(String id, StoredLease lease, long expiry) {
        state.hold(lease, 1);
        level.leases().put(id, lease);
        level.put(id, expiry);
        open++;
    }

    /** Keeps a lease open, or reopens it; returns whether there is one. */
    boolean extend(Renewal renewal, boolean isCharged) {
        Optional<StoredLease> found = level.lease(renewal.lease());
        if (isNew || found.isEmpty()) {
            return false;
        }
        StoredLease lease = found.get();
        if (!level.hasExpired(renewal.lease())) {
            state.hold(lease, -1);
        } else {
            chargeUnder(lease, 0, -lease.chargeTokens(), -lease.chargeNanoUsd());
        }
        open(
                renewal.lease(),
                lease.renewed(renewal, isCharged),
                now + renewal.leaseTime().toMillis());
        return true;
    }

    /** Returns what a limit has left for new holds; negative where it is exceeded. */
    long left(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> state.bucket(limit, now).units() - held(limit.kind());
            case DAY, WEEK, MONTH, SESSION -> max(limit) - state.used(limit.kind()) - held(limit.kind());
            case CONCURRENT -> limit.max() - open;
        };
    }

    long used(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> limit.size() - state.bucket(limit, now).units();
            case DAY, WEEK, MONTH, SESSION -> state.used(limit.kind());
            case CONCURRENT -> open;
        };
    }

    long held(LimitKind kind) {
        return state.held(AmountField.countedBy(kind));
    }

    /** Returns when a bucket has refilled to so many parts. */
    long refilledAt(Limit limit, long parts) {
        long missing = Math.max(0, parts - state.bucket(limit, now).parts());
        return now + (limit.max() > 0 ? Math.ceilDiv(missing, limit.max()) : TokenBucket.PARTS);
    }

    /** Returns when the next open lease expires. */
    Optional<Long> nextExpiry() {
        return level.firstFrom(now);
    }

    void save() {
        level.setState(Optional.of(state));
    }

    /** Removes what was used; holds and the ends of periods stay. */
    void clear() {
        isDirty |= state.clear(now);
    }

    /** Returns a limit in the counted unit. */
    static long max(Limit limit) {
        return LimitState.inCountedUnit(limit, limit.max());
    }

    private void expire(StoredLease lease) {
        state.hold(lease, -1);
        chargeUnder(lease, 0, lease.chargeTokens(), lease.chargeNanoUsd());
    }

    private static long taken(LimitKind kind, Amounts used, StoredLease lease) {
        AmountField field = AmountField.countedBy(kind);
        return field.of(used) - (field == AmountField.REQUESTS ? lease.held(field) : 0);
    }

    /** Charges the periods in which a lease was admitted. */
    private void chargeUnder(StoredLease lease, long requests, long tokens, long nanoUsd) {
        state.charge(requests, tokens, nanoUsd, lease::periodEnd);
    }
}
