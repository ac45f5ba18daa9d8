package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One step at one level: the functions of {@code level.lua} and {@code leases.lua}, on a copy that {@link #save} writes back. */
final class MirrorVisit {
    static final long PARTS = 60_000;
    static final long DAY = 86_400_000L;
    static final int BOUND = 64;

    private static final long DEEPEST = -3_000_000_000_000_000L;
    private static final long MOST = (1L << 53) - 1;

    /** What a lease is settled against, where the limits of the call are not given. */
    private static final List<LimitKind> OF_MESSAGES = List.of(
            LimitKind.REQUESTS_PER_MINUTE, LimitKind.INPUT_TOKENS_PER_MINUTE, LimitKind.OUTPUT_TOKENS_PER_MINUTE);

    private final MirrorLevel level;
    private final long now;
    private final Map<String, Long> state;
    private final Set<String> pruned = new HashSet<>();
    private final List<String> forgotten = new ArrayList<>();
    private int open;

    MirrorVisit(MirrorLevel level, long now) {
        this.level = level;
        this.now = now;
        this.state = new HashMap<>(level.state());
        this.open = level.countFrom(now);
    }

    /** Brings the level to now under the limits that the caller gives. */
    void applyLimits(Limits limits, Periods periods) {
        refill();
        for (Limit limit : limits.all()) {
            switch (limit.kind().window()) {
                case MINUTE -> adopt(limit);
                case DAY -> roll(limit.kind(), "d", periods.dayEnd());
                case MONTH -> roll(limit.kind(), "m", periods.monthEnd());
                case CONCURRENT -> {}
            }
        }
    }

    void refill() {
        for (LimitKind kind : LimitKind.values()) {
            String code = Part.codeOf(kind);
            Long parts = state.get(code + "l");
            if (parts != null) {
                long rate = field(code + "m");
                long missing = field(code + "s") * PARTS - parts;
                long elapsed = Math.max(0, now - field(code + "t"));
                boolean isFull = rate == 0 ? missing <= 0 : elapsed >= Math.ceilDiv(missing, rate);
                state.put(code + "l", parts + (isFull ? missing : elapsed * rate));
                state.put(code + "t", now);
            }
        }
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

    boolean isDirty() {
        return !pruned.isEmpty() || !forgotten.isEmpty();
    }

    int open() {
        return open;
    }

    long field(String name) {
        return state.getOrDefault(name, 0L);
    }

    boolean knows(String id) {
        return level.scores().containsKey(id) && !forgotten.contains(id);
    }

    /** Ends a lease with what was used; returns whether there was one to end. */
    boolean finish(String id, Amounts used) {
        MirrorLease lease = level.amounts().remove(id);
        if (lease == null) {
            return false;
        }
        boolean isOpen = level.scores().getOrDefault(id, 0L) >= 0;
        level.remove(id);
        if (isOpen) {
            hold(lease, -1);
        }
        OF_MESSAGES.forEach(kind -> drain(kind, taken(kind, used, lease)));
        spend(
                used.budgetTokens() - (isOpen ? 0 : lease.chargeTokens()),
                used.nanoUsd() - (isOpen ? 0 : lease.chargeMoney()),
                lease.dayEnd(),
                lease.monthEnd());
        return true;
    }

    /** Applies what was used without a lease, in the periods in force. */
    void apply(Amounts used, Limits limits) {
        limits.all().stream()
                .map(Limit::kind)
                .filter(kind -> kind.window() == Window.MINUTE)
                .forEach(kind -> drain(kind, Part.countedBy(kind).of(used)));
        spend(used.budgetTokens(), used.nanoUsd(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    void takeRequests(Limits limits, long requests) {
        limits.all().stream()
                .map(Limit::kind)
                .filter(kind -> kind.window() == Window.MINUTE && Part.countedBy(kind) == Part.REQUESTS)
                .forEach(kind -> drain(kind, requests));
    }

    void open(String id, MirrorLease lease, long expiry) {
        hold(lease, 1);
        forgotten.remove(id);
        level.amounts().put(id, lease);
        level.put(id, expiry);
        open++;
    }

    /** Keeps a lease open, or opens it again; returns whether there is one. */
    boolean extend(Renewal renewal) {
        MirrorLease lease = level.amounts().get(renewal.lease());
        if (lease == null) {
            return false;
        }
        if (level.scores().getOrDefault(renewal.lease(), 0L) >= 0) {
            hold(lease, -1);
        } else {
            spend(-lease.chargeTokens(), -lease.chargeMoney(), lease.dayEnd(), lease.monthEnd());
        }
        open(renewal.lease(), lease.renewed(renewal), now + renewal.leaseTime().toMillis());
        return true;
    }

    /** Returns what a limit has left for new holds; negative where it is exceeded. */
    long left(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> units(limit) - held(limit.kind());
            case DAY, MONTH -> max(limit) - field(Part.codeOf(limit.kind())) - held(limit.kind());
            case CONCURRENT -> limit.max() - open;
        };
    }

    long used(Limit limit) {
        return switch (limit.kind().window()) {
            case MINUTE -> limit.size() - units(limit);
            case DAY, MONTH -> field(Part.codeOf(limit.kind()));
            case CONCURRENT -> open;
        };
    }

    long held(LimitKind kind) {
        return field("h" + Part.countedBy(kind).letter());
    }

    /** Returns when a bucket has refilled up to some parts. */
    long refilledAt(Limit limit, long parts) {
        long missing = Math.max(0, parts - field(Part.codeOf(limit.kind()) + "l"));
        return now + (limit.max() > 0 ? Math.ceilDiv(missing, limit.max()) : PARTS);
    }

    /** Returns the end of the period in force of a limit per day or month. */
    long periodEnd(LimitKind kind) {
        return field(kind.window() == Window.DAY ? "de" : "me");
    }

    /** Returns when the next open lease expires. */
    Optional<Long> nextExpiry() {
        return level.firstFrom(now);
    }

    void save() {
        for (String id : forgotten) {
            level.remove(id);
            level.amounts().remove(id);
        }
        level.state().putAll(state);
        pruned.forEach(id -> level.put(id, -now));
    }

    /** Takes away what was used; holds and the ends of periods stay. */
    void clear() {
        for (LimitKind kind : LimitKind.values()) {
            String code = Part.codeOf(kind);
            state.computeIfPresent(code + "l", (_, _) -> field(code + "s") * PARTS);
            state.computeIfPresent(code + "t", (_, _) -> now);
            state.computeIfPresent(code, (_, _) -> 0L);
        }
    }

    static long max(Limit limit) {
        return ScriptCall.inSmallestUnit(limit, limit.max());
    }

    private long units(Limit limit) {
        return Math.floorDiv(field(Part.codeOf(limit.kind()) + "l"), PARTS);
    }

    private void adopt(Limit limit) {
        String code = Part.codeOf(limit.kind());
        long cap = limit.size() * PARTS;
        Long parts = state.get(code + "l");
        if (parts == null) {
            state.put(code + "l", cap);
            state.put(code + "t", now);
        } else if (field(code + "s") != limit.size()) {
            state.put(code + "l", cap - Math.min(field(code + "s") * PARTS - parts, 2 * cap));
        }
        state.put(code + "m", limit.max());
        state.put(code + "s", limit.size());
    }

    private void roll(LimitKind kind, String letter, long end) {
        if (now >= field(letter + "e")) {
            state.put(letter + "e", end);
            state.computeIfPresent(letter + "t", (_, _) -> 0L);
            state.computeIfPresent(letter + "d", (_, _) -> 0L);
        }
        state.putIfAbsent(Part.codeOf(kind), 0L);
    }

    private void expire(String id) {
        MirrorLease lease = level.amounts().get(id);
        if (lease != null) {
            hold(lease, -1);
            spend(lease.chargeTokens(), lease.chargeMoney(), lease.dayEnd(), lease.monthEnd());
        }
        pruned.add(id);
    }

    private void hold(MirrorLease lease, int sign) {
        for (Part part : Part.HELD) {
            String field = "h" + part.letter();
            state.put(field, Math.max(0, field(field) + sign * lease.held(part)));
        }
    }

    private static long taken(LimitKind kind, Amounts used, MirrorLease lease) {
        Part part = Part.countedBy(kind);
        return part.of(used) - (part == Part.REQUESTS ? lease.held(part) : 0);
    }

    private void drain(LimitKind kind, long units) {
        String code = Part.codeOf(kind);
        state.computeIfPresent(
                code + "l",
                (_, parts) -> Math.max(DEEPEST, Math.min(field(code + "s") * PARTS, parts - units * PARTS)));
    }

    private void spend(long tokens, long money, long dayEnd, long monthEnd) {
        for (LimitKind kind : LimitKind.values()) {
            Window window = kind.window();
            boolean isPeriod = window == Window.DAY || window == Window.MONTH;
            if (isPeriod && (window == Window.DAY ? dayEnd : monthEnd) >= periodEnd(kind)) {
                long amount = Part.countedBy(kind) == Part.TOKENS ? tokens : money;
                state.computeIfPresent(Part.codeOf(kind), (_, used) -> Math.max(0, Math.min(MOST, used + amount)));
            }
        }
    }
}
