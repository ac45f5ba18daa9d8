package dev.weir.quota.store.memory;

import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.PeriodCalendar;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

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
    private final SequencedMap<String, List<ReachedThreshold>> told = new LinkedHashMap<>();

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
        Terms terms = reservation.terms();
        AllLevels levels = allLevels(reservation.subject(), terms);
        for (LevelUpdate level : levels.all()) {
            level.repair();
            level.prune(PRUNED_BY_RESERVE);
        }
        if (levels.all().stream().anyMatch(level -> level.knows(reservation.lease()))
                || charged(reservation.subject().team()).contains(reservation.lease())) {
            levels.saveWhatWasPruned();
            return Future.succeededFuture(new Granted(levels.snapshot()));
        }
        List<LevelReservation> parts = new ArrayList<>();
        for (int n = 0; n < levels.all().size(); n++) {
            parts.add(new LevelReservation(levels.all().get(n), terms.levels().get(n), reservation));
        }
        if (parts.stream().allMatch(LevelReservation::hasRoom)) {
            parts.forEach(part -> part.take(levels.periods()));
            return Future.succeededFuture(new Granted(levels.snapshot()));
        }
        levels.saveWhatWasPruned();
        Snapshot snapshot = levels.snapshot();
        return Future.succeededFuture(new Denied(snapshot, exhausted(snapshot, terms, parts)));
    }

    @Override
    public synchronized Future<Void> renew(List<Renewal> renewals) {
        for (Renewal renewal : renewals) {
            for (LevelTerms level : renewal.terms().levels()) {
                LevelUpdate update = update(level.owner(renewal.subject()));
                if (update.extend(renewal, level.isCounting())) {
                    update.save();
                }
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<SettleReply> settle(Settlement settlement) {
        List<LevelTerms> levels = settlement.terms().levels();
        List<LevelUpdate> updates = levels.stream()
                .map(level -> update(level.owner(settlement.subject())))
                .toList();
        if (!updates.stream().allMatch(update -> update.canFinish(settlement.lease()))) {
            return Future.succeededFuture(told(settlement)
                    .map(reached -> new SettleReply(true, reached))
                    .orElse(SettleReply.NOTHING));
        }
        List<ReachedThreshold> reached = new ArrayList<>();
        for (int n = 0; n < levels.size(); n++) {
            LevelUpdate update = updates.get(n);
            update.refill();
            var thresholds = new LevelThresholds(
                    levels.get(n), update.state(), settlement.terms().warnAt());
            update.finish(settlement.lease(), settlement.perLevel().get(n));
            reached.addAll(thresholds.tell());
            update.save();
        }
        keep(settlement, reached);
        return Future.succeededFuture(new SettleReply(true, settlement.terms().told(reached)));
    }

    @Override
    public synchronized Future<List<ReachedThreshold>> charge(Settlement settlement) {
        SequencedSet<String> ids = charged(settlement.subject().team());
        if (!ids.add(settlement.lease())) {
            return Future.succeededFuture(told(settlement).orElse(List.of()));
        }
        if (ids.size() > MAX_CHARGES) {
            ids.removeFirst();
        }
        AllLevels levels = allLevels(settlement.subject(), settlement.terms());
        levels.all().forEach(LevelUpdate::repair);
        List<ReachedThreshold> reached = new ArrayList<>();
        for (int n = 0; n < levels.all().size(); n++) {
            LevelUpdate update = levels.all().get(n);
            LevelTerms level = settlement.terms().levels().get(n);
            var thresholds = new LevelThresholds(
                    level, update.state(), settlement.terms().warnAt());
            Amounts used = settlement.perLevel().get(n);
            boolean isEnded = update.finish(settlement.lease(), used);
            if (!isEnded) {
                update.apply(used, level.limits());
            }
            reached.addAll(thresholds.tell());
            if (isEnded || update.isKept()) {
                update.save();
            }
        }
        keep(settlement, reached);
        return Future.succeededFuture(settlement.terms().told(reached));
    }

    @Override
    public synchronized Future<Snapshot> snapshot(Subject subject, Terms terms) {
        AllLevels levels = allLevels(subject, terms);
        if (takeForPruned(levels)) {
            for (LevelTerms level : terms.levels()) {
                LevelUpdate update = update(level.owner(subject));
                update.prune(PRUNED_AT_ONCE);
                saveIfDirty(update);
            }
            levels = allLevels(subject, terms);
            takeForPruned(levels);
        }
        return Future.succeededFuture(levels.snapshot());
    }

    private static boolean takeForPruned(AllLevels levels) {
        boolean isMore = false;
        for (LevelUpdate level : levels.all()) {
            isMore |= level.takeForPruned(PRUNED_BY_RESERVE);
        }
        return isMore;
    }

    @Override
    public synchronized Future<Void> reset(Subject subject, Terms terms) {
        for (LevelTerms level : terms.levels()) {
            LevelUpdate update = update(level.owner(subject));
            while (update.prune(PRUNED_AT_ONCE)) {} // Redis does so in as many steps
            update.clear();
            saveIfDirty(update);
        }
        return Future.succeededFuture();
    }

    /** Removes what was used of budgets at a level; leases and rate limits stay. */
    public synchronized void forgetBudgets(LimitOwner owner) {
        level(owner).forgetBudgets();
    }

    /** Returns the state of a level; for tests. */
    synchronized StoredLevel level(LimitOwner owner) {
        return levels.getOrDefault(owner, new StoredLevel());
    }

    /** Forgets which charges of a team were applied; for tests. */
    synchronized void forgetCharges(String team) {
        charged.remove(team);
    }

    private static List<ExhaustedLimit> exhausted(Snapshot snapshot, Terms terms, List<LevelReservation> parts) {
        List<ExhaustedLimit> exhausted = new ArrayList<>();
        int offset = 0;
        for (int n = 0; n < parts.size(); n++) {
            for (Map.Entry<Integer, Long> limit : parts.get(n).exhausted().entrySet()) {
                exhausted.add(new ExhaustedLimit(snapshot.limits().get(offset + limit.getKey()), limit.getValue()));
            }
            offset += terms.levels().get(n).limits().size();
        }
        return exhausted;
    }

    private AllLevels allLevels(Subject subject, Terms terms) {
        long now = clockMillis.getAsLong();
        Periods periods = calendar.at(now, terms.zone());
        List<LevelUpdate> all = new ArrayList<>();
        for (LevelTerms level : terms.levels()) {
            LevelUpdate update = new LevelUpdate(kept(level.owner(subject)), now);
            update.applyLimits(level.limits(), periods, !terms.warnAt().isEmpty());
            all.add(update);
        }
        return new AllLevels(now, periods, terms, all);
    }

    /** Returns which thresholds the settlement of a lease has reached, where it has reached any. */
    private Optional<List<ReachedThreshold>> told(Settlement settlement) {
        return settlement.terms().warnAt().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(told.get(settlement.subject().team() + "/" + settlement.lease()))
                        .map(settlement.terms()::told);
    }

    private void keep(Settlement settlement, List<ReachedThreshold> reached) {
        if (!reached.isEmpty()) {
            told.put(settlement.subject().team() + "/" + settlement.lease(), List.copyOf(reached));
            if (told.size() > most) {
                told.pollFirstEntry();
            }
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
