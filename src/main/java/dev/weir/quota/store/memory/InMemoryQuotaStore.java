package dev.weir.quota.store.memory;

import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.PeriodCalendar;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The arithmetic of the scripts in memory: the fallback while Redis is gone, and the oracle of the tests. Safe for use
 * by many threads; futures are complete when they are returned.
 *
 * <p>Keeps the {@code most} users and teams that were used last; it forgets the others.
 */
public final class InMemoryQuotaStore implements QuotaStore {
    /**
     * The most expired leases that one reservation charges, or one snapshot takes into account; see
     * {@code reserve.lua}.
     */
    private static final int PRUNED_BY_RESERVE = 64;

    private static final int PRUNED_AT_ONCE = 256;

    private final LongSupplier clockMillis;
    private final int most;
    private final PeriodCalendar calendar = new PeriodCalendar();
    private final SequencedMap<LimitOwner, StoredLevel> levels = new LinkedHashMap<>(16, 0.75f, true);
    private final SequencedMap<String, SequencedSet<String>> charged = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Makes an empty store.
     *
     * @param clockMillis milliseconds since 1970
     * @param most users and teams kept
     */
    public InMemoryQuotaStore(LongSupplier clockMillis, int most) {
        this.clockMillis = clockMillis;
        this.most = most;
    }

    @Override
    public synchronized Future<ReserveReply> reserve(ReserveRequest reservation) {
        BothLevels levels = bothLevels(reservation.subject(), reservation.terms());
        for (LevelUpdate level : levels.both()) {
            level.repair();
            level.prune(PRUNED_BY_RESERVE);
        }
        Terms terms = reservation.terms();
        if (levels.both().stream().anyMatch(level -> level.knows(reservation.lease()))
                || charged(reservation.subject().team()).contains(reservation.lease())) {
            levels.saveWhatWasPruned();
            return Future.succeededFuture(new Granted(levels.snapshot(terms)));
        }
        LevelReservation user = new LevelReservation(levels.user(), terms.user(), reservation);
        LevelReservation team = new LevelReservation(levels.team(), terms.team(), reservation);
        if (user.hasRoom() && team.hasRoom()) {
            user.take(levels.periods());
            team.take(levels.periods());
            return Future.succeededFuture(new Granted(levels.snapshot(terms)));
        }
        levels.saveWhatWasPruned();
        Snapshot snapshot = levels.snapshot(terms);
        return Future.succeededFuture(new Denied(snapshot, exhausted(snapshot, terms, user, team)));
    }

    @Override
    public synchronized Future<Void> renew(List<Renewal> renewals) {
        for (Renewal renewal : renewals) {
            for (LimitLevel level : LimitLevel.values()) {
                LevelUpdate update = update(LimitOwner.at(level, renewal.subject()));
                if (update.extend(renewal)) {
                    update.save();
                }
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Boolean> settle(Settlement settlement) {
        List<LevelUpdate> both = Stream.of(LimitLevel.values())
                .map(level -> update(LimitOwner.at(level, settlement.subject())))
                .toList();
        boolean canEnd = both.stream().allMatch(update -> update.canFinish(settlement.lease()));
        if (canEnd) {
            for (LevelUpdate update : both) {
                update.refill();
                update.finish(settlement.lease(), settlement.used());
                update.save();
            }
        }
        return Future.succeededFuture(canEnd);
    }

    @Override
    public synchronized Future<Void> charge(Settlement settlement) {
        SequencedSet<String> ids = charged(settlement.subject().team());
        if (!ids.add(settlement.lease())) {
            return Future.succeededFuture();
        }
        if (ids.size() > MAX_CHARGES) {
            ids.removeFirst();
        }
        BothLevels levels = bothLevels(settlement.subject(), settlement.terms());
        levels.both().forEach(LevelUpdate::repair);
        charge(levels.user(), settlement, settlement.terms().user());
        charge(levels.team(), settlement, settlement.terms().team());
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Snapshot> snapshot(Subject subject, Terms terms) {
        BothLevels levels = bothLevels(subject, terms);
        boolean isMoreOfUser = levels.user().takeForPruned(PRUNED_BY_RESERVE);
        boolean isMoreOfTeam = levels.team().takeForPruned(PRUNED_BY_RESERVE);
        if (isMoreOfUser || isMoreOfTeam) {
            prune(subject);
            levels = bothLevels(subject, terms);
            levels.both().forEach(level -> level.takeForPruned(PRUNED_BY_RESERVE));
        }
        return Future.succeededFuture(levels.snapshot(terms));
    }

    @Override
    public synchronized Future<Void> reset(Subject subject) {
        LevelUpdate user = update(LimitOwner.at(LimitLevel.USER, subject));
        while (user.prune(PRUNED_AT_ONCE)) {} // Redis does so in as many steps
        user.clear();
        saveIfDirty(user);
        return Future.succeededFuture();
    }

    /** Removes what a user or a team has used of budgets; leases and rate limits stay. */
    public synchronized void forgetBudgets(LimitLevel of, Subject subject) {
        level(LimitOwner.at(of, subject)).forgetBudgets();
    }

    /** Returns the state of a level; for tests. */
    synchronized StoredLevel level(LimitOwner owner) {
        return levels.getOrDefault(owner, new StoredLevel());
    }

    /** Forgets which charges of a team were applied; for tests. */
    synchronized void forgetCharges(String team) {
        charged.remove(team);
    }

    private static List<ExhaustedLimit> exhausted(
            Snapshot snapshot, Terms terms, LevelReservation user, LevelReservation team) {
        List<ExhaustedLimit> exhausted = new ArrayList<>();
        int offset = terms.user().all().size();
        user.exhausted()
                .forEach((at, freeAt) ->
                        exhausted.add(new ExhaustedLimit(snapshot.limits().get(at), freeAt)));
        team.exhausted()
                .forEach((at, freeAt) ->
                        exhausted.add(new ExhaustedLimit(snapshot.limits().get(offset + at), freeAt)));
        return exhausted;
    }

    private BothLevels bothLevels(Subject subject, Terms terms) {
        long now = clockMillis.getAsLong();
        Periods periods = calendar.at(now, terms.zone());
        LevelUpdate user = new LevelUpdate(kept(LimitOwner.at(LimitLevel.USER, subject)), now);
        LevelUpdate team = new LevelUpdate(kept(LimitOwner.at(LimitLevel.TEAM, subject)), now);
        user.applyLimits(terms.user(), periods);
        team.applyLimits(terms.team(), periods);
        return new BothLevels(now, periods, user, team);
    }

    private void prune(Subject subject) {
        for (LimitLevel level : LimitLevel.values()) {
            LevelUpdate update = update(LimitOwner.at(level, subject));
            update.prune(PRUNED_AT_ONCE);
            saveIfDirty(update);
        }
    }

    private static void saveIfDirty(LevelUpdate update) {
        if (update.isDirty()) {
            update.save();
        }
    }

    private LevelUpdate update(LimitOwner owner) {
        return new LevelUpdate(level(owner), clockMillis.getAsLong());
    }

    private static void charge(LevelUpdate update, Settlement settlement, Limits limits) {
        boolean isEnded = update.finish(settlement.lease(), settlement.used());
        if (!isEnded) {
            update.apply(settlement.used(), limits);
        }
        if (isEnded || update.isKept()) {
            update.save();
        }
    }

    private StoredLevel kept(LimitOwner owner) {
        StoredLevel level = levels.computeIfAbsent(owner, _ -> new StoredLevel());
        if (levels.size() > most) {
            levels.pollFirstEntry();
        }
        return level;
    }

    private SequencedSet<String> charged(String team) {
        SequencedSet<String> ids = charged.computeIfAbsent(team, _ -> new LinkedHashSet<>());
        if (charged.size() > most) {
            charged.pollFirstEntry();
        }
        return ids;
    }
}
