package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.quota.store.AmountField;
import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reservation would hold at one level, and which limits have no room for it: the functions of
 * {@code reserve.lua}.
 */
final class LevelReservation {
    private final LevelUpdate level;
    private final LevelTerms terms;
    private final List<Limit> limits;
    private final ReserveRequest reservation;
    private final long now;
    private final Map<AmountField, Long> held;
    private final Map<Integer, Long> exhausted = new TreeMap<>();

    LevelReservation(LevelUpdate level, LevelTerms terms, ReserveRequest reservation) {
        this.level = level;
        this.terms = terms;
        this.limits = terms.limits();
        this.reservation = reservation;
        this.now = level.now();
        Amounts hold = reservation.hold();
        this.held = AmountField.allOf(terms.isCounting() ? hold : hold.withoutRequest());
        limits.stream()
                .filter(limit -> limit.kind().window() != Window.CONCURRENT)
                .forEach(this::fit);
        for (int at = 0; at < limits.size(); at++) {
            Limit limit = limits.get(at);
            if (need(limit) > level.left(limit) && isNeeded(limit)) {
                exhausted.put(at, freesAt(limit));
            }
        }
    }

    /** Returns whether the request counts against a limit here: one that only holds has no need of requests. */
    private boolean isNeeded(Limit limit) {
        return terms.isCounting()
                || limit.kind() == LimitKind.CONCURRENT_REQUESTS
                || AmountField.countedBy(limit.kind()) != AmountField.REQUESTS;
    }

    boolean hasRoom() {
        return exhausted.isEmpty();
    }

    /** Returns when each limit without room has room again, by its place in the level's order. */
    Map<Integer, Long> exhausted() {
        return exhausted;
    }

    void take(Periods periods) {
        level.takeRequests(limits, held.getOrDefault(AmountField.REQUESTS, 0L));
        if (leavesLease()) {
            StoredLease lease = new StoredLease(
                    held,
                    terms.isCounting() ? reservation.charge().budgetTokens() : 0,
                    terms.isCounting() ? reservation.charge().nanoUsd() : 0,
                    Math.max(periods.dayEnd(), level.state().periodEnd(Window.DAY)),
                    Math.max(periods.monthEnd(), level.state().periodEnd(Window.MONTH)),
                    level.state().isWide()
                            ? Math.max(periods.weekEnd(), level.state().periodEnd(Window.WEEK))
                            : 0);
            level.open(reservation.lease(), lease, now + reservation.leaseTime().toMillis());
        }
        level.save();
    }

    private boolean leavesLease() {
        return reservation.leaseTime().isPositive();
    }

    private void fit(Limit limit) {
        AmountField field = AmountField.countedBy(limit.kind());
        long room = level.left(limit);
        if (limit.kind().window() == Window.MINUTE && limit.size() > 0) {
            held.merge(field, limit.size(), Math::min);
        }
        if (reservation.fit() == Fit.CLAMPED_WHEN_IDLE && level.open() == 0 && room > 0) {
            held.merge(field, room, Math::min);
        }
    }

    private long need(Limit limit) {
        if (limit.kind().window() == Window.CONCURRENT) {
            return leavesLease() ? 1 : 0;
        }
        return held.getOrDefault(AmountField.countedBy(limit.kind()), 0L);
    }

    /** Returns when a limit has room at the latest, if no other request comes. */
    private long freesAt(Limit limit) {
        long cut = reservation.fit() == Fit.CLAMPED_WHEN_IDLE ? Math.min(need(limit), 1) : need(limit);
        return switch (limit.kind().window()) {
            case MINUTE -> bucketFreesAt(limit, cut);
            case DAY, WEEK, MONTH, SESSION ->
                level.used(limit) + cut > LevelUpdate.max(limit)
                        ? level.state().periodEnd(limit.kind().window())
                        : level.nextExpiry().orElse(now);
            case CONCURRENT -> level.nextExpiry().orElse(now + TokenBucket.PARTS);
        };
    }

    private long bucketFreesAt(Limit limit, long cut) {
        long units = level.held(limit.kind()) + need(limit);
        boolean isIdle = level.open() == 0;
        if (units > limit.size() && !isIdle && limit.size() > 0) {
            return Math.max(level.nextExpiry().orElse(now), level.refilledAt(limit, cut * TokenBucket.PARTS));
        }
        return level.refilledAt(limit, (isIdle ? cut : units) * TokenBucket.PARTS);
    }
}
