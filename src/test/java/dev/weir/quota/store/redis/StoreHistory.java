package dev.weir.quota.store.redis;

import dev.weir.quota.store.Amounts;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LostPart;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.ReserveRequest.Fit;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A random history of one team: the same seed gives the same steps. The clocks are its own. */
final class StoreHistory {
    /** A little before clocks change, months and years end, week 53 begins or ends, and a leap day comes. */
    private static final List<String> BEGINNINGS = List.of(
            "2026-12-27T09:58:00Z",
            "2026-12-27T22:58:00Z",
            "2027-01-03T09:58:00Z",
            "2027-01-03T22:58:00Z",
            "2027-01-04T10:58:00Z",
            "2026-03-28T22:58:00Z",
            "2026-10-24T21:58:00Z",
            "2026-03-08T04:58:00Z",
            "2026-11-01T03:58:00Z",
            "2026-04-23T21:58:00Z",
            "2026-12-31T23:58:00Z",
            "2028-02-28T23:58:00Z",
            "2026-06-15T12:00:00Z");

    private final SplittableRandom random;
    private final String team;
    private final List<String> leases = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private final List<Terms> termsOfLeases = new ArrayList<>();
    private final HistoryTerms allTerms;
    private Terms terms;
    private long nowMillis;
    private long skewMillis;
    private long lastExpiryMillis;
    private long aheadMillis;
    private boolean hasJumpedBack;
    private final boolean isHeavy;
    private final boolean losesParts;

    /** A step, as it is applied to any store. */
    interface HistoryStep {
        Future<?> on(QuotaStore store);
    }

    StoreHistory(long seed) {
        this.random = new SplittableRandom(seed);
        this.isHeavy = random.nextInt(12) == 0;
        this.losesParts = random.nextInt(3) == 0;
        this.team = "team-" + Long.toHexString(seed);
        this.nowMillis = Instant.parse(oneOf(BEGINNINGS)).toEpochMilli();
        this.allTerms = new HistoryTerms(random);
        this.terms = allTerms.next();
    }

    /** Returns Redis' time. */
    long nowMillis() {
        return nowMillis;
    }

    /** Returns the time of the replica that runs the step. */
    long replicaMillis() {
        return nowMillis + skewMillis;
    }

    /** Returns whose levels the steps may change. */
    List<LimitOwner> owners() {
        List<LimitOwner> levels = new ArrayList<>();
        for (int user = 0; user < 3; user++) {
            for (LevelTerms level : HistoryTerms.LEVELS) {
                LimitOwner owner = level.owner(new Subject(team, "user-" + user));
                if (!levels.contains(owner)) {
                    levels.add(owner);
                }
            }
        }
        return levels;
    }

    /**
     * Returns whether Redis' clock was ahead and is right again: the one case in which a period may end before the one
     * before it.
     */
    boolean hasJumpedBack() {
        return hasJumpedBack;
    }

    /** Returns what is gone before the next step, of some histories. */
    Optional<LostPart> loss() {
        if (!losesParts || random.nextInt(8) > 0) {
            return Optional.empty();
        }
        return Optional.of(
                new LostPart(oneOf(owners()), oneOf(List.of(LostPart.LevelPart.values())), leases.get(anyLease())));
    }

    /** Moves the clocks or changes the limits now and then, and returns the next step. */
    HistoryStep next() {
        if (random.nextInt(3) == 0) {
            change();
        }
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> reserve(newLease());
            case 7 -> reserve(anyLease());
            case 8, 9, 10 -> renew();
            case 11, 12, 13 -> settle(anyLease(), amounts());
            case 14 -> settle(anyLease(), Amounts.NONE);
            case 15 -> charge(anyLease());
            case 16 -> charge(newLease());
            case 17 -> reset();
            default -> snapshot();
        };
    }

    private void change() {
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> nowMillis += random.nextLong(1500);
            case 4, 5, 6 -> nowMillis += random.nextLong(70_000);
            case 7 -> nowMillis += random.nextLong(8 * 3_600_000L);
            case 8 -> nowMillis += random.nextLong(20 * 86_400_000L);
            case 9 -> nowMillis -= random.nextLong(10_000);
            case 10 -> skewMillis = random.nextLong(-2 * 3_600_000L, 2 * 3_600_000L);
            case 11 -> skewMillis = random.nextLong(-70 * 86_400_000L, 70 * 86_400_000L);
            case 12 -> terms = allTerms.next();
            case 13 -> nowMillis = Periods.around(nowMillis, terms.zone()).dayEnd() - random.nextInt(2);
            case 14, 15 -> nowMillis = Math.max(nowMillis, lastExpiryMillis - random.nextInt(2) + 1);
            case 16 -> jump();
            default -> terms = allTerms.inAnotherZone(terms);
        }
    }

    /** Lets Redis' clock jump ahead by days or weeks, and back at the next time. */
    private void jump() {
        aheadMillis = aheadMillis == 0 ? random.nextLong(50 * 86_400_000L) : -aheadMillis;
        nowMillis += aheadMillis;
        if (aheadMillis < 0) {
            aheadMillis = 0;
            hasJumpedBack = true;
        }
    }

    private HistoryStep reserve(int lease) {
        Amounts hold = amounts();
        ReserveRequest reservation = new ReserveRequest(
                leases.get(lease),
                subjects.get(lease),
                termsOfLeases.get(lease),
                hold,
                random.nextBoolean() ? hold : amounts(),
                random.nextBoolean() ? Fit.EXACT : Fit.CLAMPED_WHEN_IDLE,
                random.nextInt(12) == 0 ? Duration.ZERO : leaseTime());
        return store -> store.reserve(reservation);
    }

    private HistoryStep renew() {
        List<Renewal> renewals = new ArrayList<>();
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            int lease = anyLease();
            renewals.add(new Renewal(
                    leases.get(lease),
                    subjects.get(lease),
                    termsOfLeases.get(lease),
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(amounts()),
                    amounts(),
                    leaseTime()));
        }
        return store -> store.renew(renewals);
    }

    private HistoryStep settle(int lease, Amounts used) {
        Settlement settlement = settlement(lease, used);
        return store -> store.settle(settlement);
    }

    private HistoryStep charge(int lease) {
        Settlement settlement = settlement(lease, amounts());
        return store -> store.charge(settlement);
    }

    /** Charges all levels alike, or each something else. */
    private Settlement settlement(int lease, Amounts used) {
        Terms its = termsOfLeases.get(lease);
        if (random.nextInt(3) > 0) {
            return new Settlement(leases.get(lease), subjects.get(lease), its, used);
        }
        List<Amounts> perLevel = its.levels().stream()
                .map(level -> level.isCounting() ? amounts() : amounts().withoutRequest())
                .toList();
        return new Settlement(leases.get(lease), subjects.get(lease), its, used, perLevel);
    }

    private HistoryStep reset() {
        Subject subject = subject();
        Terms current = terms;
        return store -> store.reset(subject, current);
    }

    private HistoryStep snapshot() {
        Subject subject = subject();
        Terms current = terms;
        return store -> store.snapshot(subject, current);
    }

    private int newLease() {
        leases.add("lease-" + leases.size());
        subjects.add(subject());
        termsOfLeases.add(terms);
        return leases.size() - 1;
    }

    /** Returns one of the last leases, often the same again. */
    private int anyLease() {
        return leases.isEmpty() ? newLease() : Math.max(0, leases.size() - 1 - random.nextInt(8));
    }

    private Subject subject() {
        return new Subject(team, "user-" + random.nextInt(3));
    }

    private Duration leaseTime() {
        long millis = random.nextLong(1, 90_000);
        lastExpiryMillis = nowMillis + millis;
        return Duration.ofMillis(millis);
    }

    private Amounts amounts() {
        return new Amounts(random.nextInt(8) == 0 ? 0 : 1, amount(600), amount(300), amount(900), amount(40_000));
    }

    private long amount(long usual) {
        return switch (isHeavy ? 2 : random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextLong(usual * 20);
            case 2 -> random.nextLong(10_000_000_000L);
            default -> random.nextLong(usual);
        };
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
