package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitLevel;
import dev.weir.policy.Limits;
import dev.weir.quota.store.Amounts;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A random history of one team: the same seed gives the same steps. The clocks are its own. */
final class StoreHistory {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Africa/Cairo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Apia");
    /** A little before clocks change, months end and a leap day comes. */
    private static final List<String> BEGINNINGS = List.of(
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
        this.terms = terms();
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
        List<LimitOwner> levels = new ArrayList<>(List.of(new LimitOwner(team, Optional.empty())));
        for (int user = 0; user < 3; user++) {
            levels.add(new LimitOwner(team, Optional.of("user-" + user)));
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
            case 12 -> terms = terms();
            case 13 -> nowMillis = Periods.around(nowMillis, terms.zone()).dayEnd() - random.nextInt(2);
            case 14, 15 -> nowMillis = Math.max(nowMillis, lastExpiryMillis - random.nextInt(2) + 1);
            case 16 -> jump();
            default -> terms = new Terms(terms.user(), terms.team(), ZoneId.of(oneOf(ZONES)));
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
                terms,
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
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(amounts()),
                    amounts(),
                    leaseTime()));
        }
        return store -> store.renew(renewals);
    }

    private HistoryStep settle(int lease, Amounts used) {
        Settlement settlement = new Settlement(leases.get(lease), subjects.get(lease), terms, used);
        return store -> store.settle(settlement);
    }

    private HistoryStep charge(int lease) {
        Settlement settlement = new Settlement(leases.get(lease), subjects.get(lease), terms, amounts());
        return store -> store.charge(settlement);
    }

    private HistoryStep reset() {
        Subject subject = subject();
        return store -> store.reset(subject);
    }

    private HistoryStep snapshot() {
        Subject subject = subject();
        Terms current = terms;
        return store -> store.snapshot(subject, current);
    }

    private int newLease() {
        leases.add("lease-" + leases.size());
        subjects.add(subject());
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

    private Terms terms() {
        return new Terms(limits(LimitLevel.USER), limits(LimitLevel.TEAM), ZoneId.of(oneOf(ZONES)));
    }

    private Limits limits(LimitLevel level) {
        List<Limit> limits = new ArrayList<>();
        for (LimitKind kind : LimitKind.values()) {
            if (kind.isFor(level) && random.nextInt(3) > 0) {
                limits.add(limit(kind, level == LimitLevel.TEAM ? 3 : 1));
            }
        }
        return new Limits(limits);
    }

    private Limit limit(LimitKind kind, int share) {
        long max = switch (random.nextInt(15)) {
            case 0 -> kind.largest();
            case 1 -> random.nextLong(2);
            default -> random.nextLong(1, 2 + share * usual(kind));
        };
        boolean hasBurst = kind.window() == Window.MINUTE && random.nextInt(3) == 0;
        return new Limit(
                kind, max, hasBurst ? OptionalLong.of(random.nextLong(1, 2 + 2 * usual(kind))) : OptionalLong.empty());
    }

    private static long usual(LimitKind kind) {
        return switch (kind) {
            case REQUESTS_PER_MINUTE, COUNT_TOKENS_PER_MINUTE -> 10;
            case INPUT_TOKENS_PER_MINUTE -> 2000;
            case OUTPUT_TOKENS_PER_MINUTE -> 1000;
            case TOKENS_PER_DAY -> 5000;
            case TOKENS_PER_MONTH -> 20_000;
            case USD_PER_DAY -> 200;
            case USD_PER_MONTH -> 1000;
            case CONCURRENT_REQUESTS -> 4;
        };
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
