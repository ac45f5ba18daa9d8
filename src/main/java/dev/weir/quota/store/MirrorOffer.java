package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Reservation.Fit;
import java.util.Map;
import java.util.TreeMap;

/** What a reservation would hold at one level, and which limits refuse it: the functions of {@code reserve.lua}. */
final class MirrorOffer {
    private final MirrorVisit visit;
    private final Limits limits;
    private final Reservation reservation;
    private final long now;
    private final Map<Part, Long> held;
    private final Map<Integer, Long> refusing = new TreeMap<>();

    MirrorOffer(MirrorVisit visit, Limits limits, Reservation reservation, long now) {
        this.visit = visit;
        this.limits = limits;
        this.reservation = reservation;
        this.now = now;
        this.held = Part.partsOf(reservation.hold());
        limits.all().stream()
                .filter(limit -> limit.kind().window() != Window.CONCURRENT)
                .forEach(this::fit);
        for (int at = 0; at < limits.all().size(); at++) {
            Limit limit = limits.all().get(at);
            if (need(limit) > visit.left(limit)) {
                refusing.put(at, freesAt(limit));
            }
        }
    }

    int size() {
        return limits.all().size();
    }

    boolean isRefused() {
        return !refusing.isEmpty();
    }

    /** Returns when each refusing limit has room, by its place in the level's order. */
    Map<Integer, Long> refusing() {
        return refusing;
    }

    void take(Periods periods) {
        visit.takeRequests(limits, held.getOrDefault(Part.REQUESTS, 0L));
        if (leavesLease()) {
            MirrorLease lease = new MirrorLease(
                    held,
                    reservation.charge().budgetTokens(),
                    reservation.charge().nanoUsd(),
                    Math.max(periods.dayEnd(), visit.field("de")),
                    Math.max(periods.monthEnd(), visit.field("me")));
            visit.open(reservation.lease(), lease, now + reservation.leaseTime().toMillis());
        }
        visit.save();
    }

    private boolean leavesLease() {
        return reservation.leaseTime().isPositive();
    }

    private void fit(Limit limit) {
        Part part = Part.countedBy(limit.kind());
        long room = visit.left(limit);
        if (limit.kind().window() == Window.MINUTE && limit.size() > 0) {
            held.merge(part, limit.size(), Math::min);
        }
        if (reservation.fit() == Fit.CLAMPED_WHEN_IDLE && visit.open() == 0 && room > 0) {
            held.merge(part, room, Math::min);
        }
    }

    private long need(Limit limit) {
        if (limit.kind().window() == Window.CONCURRENT) {
            return leavesLease() ? 1 : 0;
        }
        return held.getOrDefault(Part.countedBy(limit.kind()), 0L);
    }

    /** Returns when a limit has room at the latest, if nothing else comes. */
    private long freesAt(Limit limit) {
        long cut = reservation.fit() == Fit.CLAMPED_WHEN_IDLE ? Math.min(need(limit), 1) : need(limit);
        return switch (limit.kind().window()) {
            case MINUTE -> bucketFreesAt(limit, cut);
            case DAY, MONTH ->
                visit.used(limit) + cut > MirrorVisit.max(limit)
                        ? visit.periodEnd(limit.kind())
                        : visit.nextExpiry().orElse(now);
            case CONCURRENT -> visit.nextExpiry().orElse(now + MirrorVisit.PARTS);
        };
    }

    private long bucketFreesAt(Limit limit, long cut) {
        long units = visit.held(limit.kind()) + need(limit);
        boolean isIdle = visit.open() == 0;
        if (units > limit.size() && !isIdle && limit.size() > 0) {
            return Math.max(visit.nextExpiry().orElse(now), visit.refilledAt(limit, cut * MirrorVisit.PARTS));
        }
        return visit.refilledAt(limit, (isIdle ? cut : units) * MirrorVisit.PARTS);
    }
}
