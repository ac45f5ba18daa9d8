package dev.weir.quota.store;

import dev.weir.policy.Level;
import dev.weir.policy.Limit;
import dev.weir.policy.Limits;
import dev.weir.quota.store.MirrorVisit.Found;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveReply.Refusing;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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
        boolean isKnown = isCharged(reservation.subject(), reservation.lease(), visits.now)
                || visits.user.find(reservation.lease()) != Found.NOT
                || visits.team.find(reservation.lease()) != Found.NOT;
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
        long now = clockMillis.getAsLong();
        for (Renewal renewal : renewals) {
            extend(Keys.ofTeam(renewal.subject().team()).state(), renewal, now);
            extend(Keys.ofUser(renewal.subject()).state(), renewal, now);
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Boolean> settle(Settlement settlement) {
        Visits visits = visit(settlement.subject(), settlement.terms(), MirrorVisit.BOUND);
        boolean isEnded = false;
        if (visits.user.find(settlement.lease()) != Found.SETTLED) {
            boolean atTeam = visits.team.finish(settlement.lease(), settlement.used());
            boolean atUser = visits.user.finish(settlement.lease(), settlement.used());
            isEnded = atTeam || atUser;
            if (isEnded) {
                visits.user.remember(settlement.lease());
                visits.user.save();
            }
        }
        visits.saveWhatWasPruned();
        return Future.succeededFuture(isEnded);
    }

    @Override
    public synchronized Future<Void> charge(Settlement settlement) {
        Visits visits = visit(settlement.subject(), settlement.terms(), MirrorVisit.BOUND);
        if (isCharged(settlement.subject(), settlement.lease(), visits.now)
                || visits.user.find(settlement.lease()) == Found.SETTLED) {
            visits.saveWhatWasPruned();
            return Future.succeededFuture();
        }
        charged.put(Keys.marker(settlement.subject().team(), settlement.lease()), visits.now + MirrorVisit.DAY);
        for (MirrorVisit visit : List.of(visits.team, visits.user)) {
            if (!visit.finish(settlement.lease(), settlement.used())) {
                visit.apply(settlement.used());
            }
            visit.save();
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Snapshot> look(Subject subject, Terms terms) {
        return Future.succeededFuture(visit(subject, terms, 10_000).snapshot(terms));
    }

    @Override
    public synchronized Future<Void> reset(Subject subject) {
        MirrorLevel level = level(Keys.ofUser(subject).state());
        long now = clockMillis.getAsLong();
        MirrorVisit visit = new MirrorVisit(level, Limits.NONE, now, Periods.around(now, ZoneOffset.UTC), 10_000);
        visit.clear();
        if (visit.isDirty()) {
            visit.save();
        }
        return Future.succeededFuture();
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
            terms.user().all().forEach(limit -> states.add(state(Level.USER, user, limit)));
            terms.team().all().forEach(limit -> states.add(state(Level.TEAM, team, limit)));
            return new Snapshot(now, user.open(), states);
        }

        private static LimitState state(Level level, MirrorVisit visit, Limit limit) {
            long used = visit.used(limit);
            return switch (limit.kind().window()) {
                case MINUTE -> {
                    long missing = limit.size() * MirrorVisit.PARTS - visit.field(Part.codeOf(limit.kind()) + "l");
                    yield new LimitState(
                            level,
                            limit,
                            used,
                            visit.held(limit.kind()),
                            OptionalLong.of(visit.refilledAt(limit, missing)));
                }
                case DAY, MONTH ->
                    new LimitState(
                            level, limit, used, visit.held(limit.kind()), OptionalLong.of(visit.periodEnd(limit)));
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
        return new Visits(
                now,
                periods,
                new MirrorVisit(kept(Keys.ofUser(subject).state()), terms.user(), now, periods, bound),
                new MirrorVisit(kept(Keys.ofTeam(subject.team()).state()), terms.team(), now, periods, bound));
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

    private void extend(String key, Renewal renewal, long now) {
        MirrorLevel level = level(key);
        Optional<Long> score = Optional.ofNullable(level.scores().get(renewal.lease()));
        MirrorLease lease = level.amounts().get(renewal.lease());
        if (lease == null || score.isEmpty() || score.get() < now) {
            return;
        }
        MirrorLease renewed = lease.renewed(renewal);
        for (Part part : Part.HELD) {
            long difference = renewed.held(part) - lease.held(part);
            if (difference != 0) {
                level.state().merge("h" + part.letter(), difference, Long::sum);
            }
        }
        level.amounts().put(renewal.lease(), renewed);
        level.put(renewal.lease(), now + renewal.leaseTime().toMillis());
    }
}
