package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveReply.Refusing;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/**
 * The same arithmetic as the scripts in this process' memory: what limits fall back to while Redis is gone, and what tests
 * hold Redis against. Safe for any thread; futures have always succeeded already.
 *
 * <p>Keeps the {@code most} subjects that were used last; of the others it is as if they had never called.
 */
public final class MirrorQuotaStore implements QuotaStore {
    /** Markers are kept that much longer than they hold, in milliseconds, as the clock may go back. */
    private static final long CLOCK_SLACK = 3_600_000;

    private final LongSupplier clockMillis;
    private final int most;
    private final PeriodCalendar calendar = new PeriodCalendar();
    private final SequencedMap<String, MirrorLevel> levels = new LinkedHashMap<>(16, 0.75f, true);
    private final SequencedMap<String, Long> charged = new LinkedHashMap<>();

    /**
     * Begins with nothing used.
     *
     * @param clockMillis milliseconds since 1970
     * @param most users and teams kept
     */
    public MirrorQuotaStore(LongSupplier clockMillis, int most) {
        this.clockMillis = clockMillis;
        this.most = most;
    }

    @Override
    public synchronized Future<ReserveReply> reserve(Reservation reservation) {
        Visits visits = visit(reservation.subject(), reservation.terms(), MirrorVisit.BOUND);
        boolean isKnown = visits.user.knows(reservation.lease())
                || isCharged(reservation.subject(), reservation.lease(), visits.now);
        MirrorOffer user = new MirrorOffer(visits.user, reservation.terms().user(), reservation, visits.now);
        MirrorOffer team = new MirrorOffer(visits.team, reservation.terms().team(), reservation, visits.now);
        if (isKnown || !(user.isRefused() || team.isRefused())) {
            if (isKnown) {
                visits.saveWhatWasPruned();
            } else {
                user.take(visits.periods);
                team.take(visits.periods);
            }
            return Future.succeededFuture(new Granted(visits.snapshot(reservation.terms())));
        }
        visits.saveWhatWasPruned();
        return Future.succeededFuture(denied(visits.snapshot(reservation.terms()), user, team));
    }

    @Override
    public synchronized Future<Void> renew(List<Renewal> renewals) {
        for (Renewal renewal : renewals) {
            renew(Keys.ofUser(renewal.subject()), renewal);
            renew(Keys.ofTeam(renewal.subject().team()), renewal);
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Boolean> settle(Settlement settlement) {
        boolean atUser = settle(Keys.ofUser(settlement.subject()), settlement);
        boolean atTeam = settle(Keys.ofTeam(settlement.subject().team()), settlement);
        return Future.succeededFuture(atUser || atTeam);
    }

    @Override
    public synchronized Future<Void> charge(Settlement settlement) {
        long now = clockMillis.getAsLong();
        if (isCharged(settlement.subject(), settlement.lease(), now)) {
            return Future.succeededFuture();
        }
        charged.put(Keys.marker(settlement.subject().team(), settlement.lease()), now + MirrorVisit.DAY);
        Visits visits = visit(settlement.subject(), settlement.terms(), 0);
        charge(visits.user, settlement, settlement.terms().user());
        charge(visits.team, settlement, settlement.terms().team());
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Snapshot> look(Subject subject, Terms terms) {
        return Future.succeededFuture(visit(subject, terms, 10_000).snapshot(terms));
    }

    @Override
    public synchronized Future<Void> reset(Subject subject) {
        MirrorVisit visit = new MirrorVisit(level(Keys.ofUser(subject).state()), clockMillis.getAsLong());
        visit.prune(10_000);
        visit.clear();
        visit.save();
        return Future.succeededFuture();
    }

    /** Takes away what a user or a team has used in days and months; leases and limits per minute stay. */
    public synchronized void forgetBudgets(LimitLevel of, Subject subject) {
        level(
                        switch (of) {
                            case USER -> Keys.ofUser(subject).state();
                            case TEAM -> Keys.ofTeam(subject.team()).state();
                        })
                .forgetBudgets();
    }

    /** Returns a level as it stands, by the name of its state in Redis; for tests. */
    synchronized MirrorLevel level(String key) {
        return levels.getOrDefault(key, new MirrorLevel());
    }

    private record Visits(long now, Periods periods, MirrorVisit user, MirrorVisit team) {
        void saveWhatWasPruned() {
            if (user.isDirty()) {
                user.save();
            }
            if (team.isDirty()) {
                team.save();
            }
        }

        Snapshot snapshot(Terms terms) {
            List<LimitState> states = new ArrayList<>();
            terms.user().all().forEach(limit -> states.add(state(LimitLevel.USER, user, limit)));
            terms.team().all().forEach(limit -> states.add(state(LimitLevel.TEAM, team, limit)));
            return new Snapshot(now, user.open(), states);
        }

        private static LimitState state(LimitLevel level, MirrorVisit visit, Limit limit) {
            long used = visit.used(limit);
            return switch (limit.kind().window()) {
                case MINUTE ->
                    new LimitState(
                            level,
                            limit,
                            used,
                            visit.held(limit.kind()),
                            OptionalLong.of(visit.refilledAt(limit, limit.size() * MirrorVisit.PARTS)));
                case DAY, MONTH ->
                    new LimitState(
                            level,
                            limit,
                            used,
                            visit.held(limit.kind()),
                            OptionalLong.of(visit.periodEnd(limit.kind())));
                case CONCURRENT -> new LimitState(level, limit, used, 0, OptionalLong.empty());
            };
        }
    }

    private static ReserveReply denied(Snapshot snapshot, MirrorOffer user, MirrorOffer team) {
        List<Refusing> refusing = new ArrayList<>();
        user.refusing()
                .forEach((at, freeAt) ->
                        refusing.add(new Refusing(snapshot.limits().get(at), freeAt)));
        int offset = user.size();
        team.refusing()
                .forEach((at, freeAt) ->
                        refusing.add(new Refusing(snapshot.limits().get(offset + at), freeAt)));
        return new Denied(snapshot, refusing);
    }

    private Visits visit(Subject subject, Terms terms, int bound) {
        long now = clockMillis.getAsLong();
        Periods periods = calendar.at(now, terms.zone());
        MirrorVisit user = new MirrorVisit(kept(Keys.ofUser(subject).state()), now);
        MirrorVisit team = new MirrorVisit(kept(Keys.ofTeam(subject.team()).state()), now);
        user.applyLimits(terms.user(), periods);
        team.applyLimits(terms.team(), periods);
        user.prune(bound);
        team.prune(bound);
        return new Visits(now, periods, user, team);
    }

    private void renew(Keys keys, Renewal renewal) {
        MirrorVisit visit = new MirrorVisit(level(keys.state()), clockMillis.getAsLong());
        if (visit.extend(renewal)) {
            visit.save();
        }
    }

    private static void charge(MirrorVisit visit, Settlement settlement, Limits limits) {
        if (!visit.finish(settlement.lease(), settlement.used())) {
            visit.apply(settlement.used(), limits);
        }
        visit.save();
    }

    private boolean settle(Keys keys, Settlement settlement) {
        MirrorVisit visit = new MirrorVisit(level(keys.state()), clockMillis.getAsLong());
        visit.refill();
        boolean isEnded = visit.finish(settlement.lease(), settlement.used());
        if (isEnded) {
            visit.save();
        }
        return isEnded;
    }

    private MirrorLevel kept(String key) {
        MirrorLevel level = levels.computeIfAbsent(key, _ -> new MirrorLevel());
        if (levels.size() > most) {
            levels.pollFirstEntry();
        }
        return level;
    }

    private boolean isCharged(Subject subject, String lease, long now) {
        while (!charged.isEmpty() && (charged.firstEntry().getValue() <= now - CLOCK_SLACK || charged.size() > most)) {
            charged.pollFirstEntry();
        }
        return charged.getOrDefault(Keys.marker(subject.team(), lease), 0L) > now;
    }
}
