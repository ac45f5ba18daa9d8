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

/** One step at one level: the functions of {@code prelude.lua} in their order, on a copy that {@link #save} writes back. */
final class MirrorVisit {
    static final long PARTS = 60_000;
    static final long DAY = 86_400_000L;
    static final int BOUND = 64;

    private static final long DEEPEST = -3_000_000_000_000_000L;
    private static final long MOST = (1L << 53) - 1;
    private static final long SETTLED = 1_000_000_000_000_000L;
    private static final int REMEMBERED = 32;
    private static final List<String> CLEARED =
            List.of("rl", "rt", "il", "it", "ol", "ot", "cl", "ct", "dt", "dd", "mt", "md");

    private final MirrorLevel level;
    private final Limits limits;
    private final long now;
    private final Map<String, Long> state;
    private final Set<String> pruned = new HashSet<>();
    private final List<String> forgotten = new ArrayList<>();
    private boolean dirty;
    private int open;

    /** How a level knows a lease. */
    enum Found {
        NOT,
        OPEN,
        EXPIRED,
        SETTLED
    }

    MirrorVisit(MirrorLevel level, Limits limits, long now, Periods periods, int bound) {
        this.level = level;
        this.limits = limits;
        this.now = now;
        this.state = new HashMap<>(level.state());
        for (Limit limit : limits.all()) {
            bringToNow(limit, periods);
        }
        prune(bound);
        this.open = level.countFrom(now);
    }

    boolean isDirty() {
        return dirty;
    }

    int open() {
        return open;
    }

    long field(String name) {
        return state.getOrDefault(name, 0L);
    }

    Found find(String id) {
        Long score = level.scores().get(id);
        if (score == null) {
            return Found.NOT;
        }
        if (score <= -SETTLED) {
            return Found.SETTLED;
        }
        return score < 0 || pruned.contains(id) ? Found.EXPIRED : Found.OPEN;
    }

    /** Ends a lease with what was used; returns whether there was one to end. */
    boolean finish(String id, Amounts used) {
        Found found = find(id);
        MirrorLease lease = level.amounts().get(id);
        if (found == Found.NOT || found == Found.SETTLED || lease == null) {
            return false;
        }
        level.remove(id);
        level.amounts().remove(id);
        pruned.remove(id);
        dirty = true;
        boolean isCharged = found == Found.EXPIRED;
        if (!isCharged) {
            hold(lease.held(), -1);
        }
        Map<Part, Long> difference = Part.partsOf(used);
        difference.merge(Part.REQUESTS, -lease.held(Part.REQUESTS), Long::sum);
        difference.merge(Part.TOKENS, isCharged ? -lease.chargeTokens() : 0, Long::sum);
        difference.merge(Part.MONEY, isCharged ? -lease.chargeMoney() : 0, Long::sum);
        drain(difference);
        spend(difference, lease.dayEnd(), lease.monthEnd());
        return true;
    }

    /** Applies what was used without a lease, in the periods in force. */
    void apply(Amounts used) {
        Map<Part, Long> parts = Part.partsOf(used);
        drain(parts);
        spend(parts, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    void takeRequests(long requests) {
        drain(Map.of(Part.REQUESTS, requests, Part.INPUT, 0L, Part.OUTPUT, 0L));
    }

    void open(String id, MirrorLease lease, long expiry) {
        hold(lease.held(), 1);
        level.amounts().put(id, lease);
        level.put(id, expiry);
        open++;
    }

    void remember(String id) {
        level.put(id, -SETTLED - now);
        List<String> settled = level.between(Long.MIN_VALUE, 1 - SETTLED, Integer.MAX_VALUE);
        settled.stream().skip(REMEMBERED).forEach(level::remove);
    }

    /** Returns what a limit has left for new holds; negative where it is exceeded. */
    long left(Limit limit) {
        String code = Part.codeOf(limit.kind());
        return switch (limit.kind().window()) {
            case MINUTE -> Math.floorDiv(field(code + "l"), PARTS) - held(limit.kind());
            case DAY, MONTH -> max(limit) - field(code) - held(limit.kind());
            case CONCURRENT -> limit.max() - open;
        };
    }

    long used(Limit limit) {
        String code = Part.codeOf(limit.kind());
        return switch (limit.kind().window()) {
            case MINUTE -> limit.size() - Math.floorDiv(field(code + "l"), PARTS);
            case DAY, MONTH -> field(code);
            case CONCURRENT -> open;
        };
    }

    long held(LimitKind kind) {
        return field("h" + Part.countedBy(kind).letter());
    }

    /** Returns when a bucket that gets {@code parts} per millisecond has refilled by some parts. */
    long refilledAt(Limit limit, long parts) {
        return now + (limit.max() > 0 ? Math.ceilDiv(Math.max(0, parts), limit.max()) : PARTS);
    }

    /** Returns the end of the period in force of a limit per day or month. */
    long periodEnd(Limit limit) {
        return field(letter(limit.kind()) + "e");
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
        CLEARED.forEach(field -> {
            state.remove(field);
            level.state().remove(field);
        });
    }

    static long max(Limit limit) {
        return ScriptCall.inSmallestUnit(limit, limit.max());
    }

    private void bringToNow(Limit limit, Periods periods) {
        switch (limit.kind().window()) {
            case MINUTE -> refill(limit);
            case DAY -> roll("d", periods.dayEnd());
            case MONTH -> roll("m", periods.monthEnd());
            case CONCURRENT -> {}
        }
    }

    private void refill(Limit limit) {
        String code = Part.codeOf(limit.kind());
        long cap = limit.size() * PARTS;
        long parts = state.getOrDefault(code + "l", cap);
        long elapsed = Math.max(0, now - state.getOrDefault(code + "t", now));
        boolean isFull = limit.max() == 0 ? parts >= cap : elapsed >= Math.ceilDiv(cap - parts, limit.max());
        state.put(code + "l", isFull ? cap : parts + elapsed * limit.max());
        state.put(code + "t", now);
    }

    private void roll(String letter, long end) {
        if (now >= field(letter + "e")) {
            state.put(letter + "e", end);
            state.computeIfPresent(letter + "t", (_, _) -> 0L);
            state.computeIfPresent(letter + "d", (_, _) -> 0L);
        }
    }

    private void prune(int bound) {
        for (String id : level.between(DAY - now, now, bound)) {
            dirty = true;
            if (level.scores().getOrDefault(id, 0L) < 0) {
                forgotten.add(id);
            } else {
                expire(id);
            }
        }
    }

    private void expire(String id) {
        MirrorLease lease = level.amounts().get(id);
        if (lease != null) {
            hold(lease.held(), -1);
            Map<Part, Long> charge = Map.of(Part.TOKENS, lease.chargeTokens(), Part.MONEY, lease.chargeMoney());
            spend(charge, lease.dayEnd(), lease.monthEnd());
        }
        pruned.add(id);
    }

    private void hold(Map<Part, Long> held, int sign) {
        for (Part part : Part.HELD) {
            String field = "h" + part.letter();
            state.put(field, Math.max(0, field(field) + sign * held.getOrDefault(part, 0L)));
        }
    }

    private void drain(Map<Part, Long> parts) {
        for (Limit limit : limits.all()) {
            if (limit.kind().window() == Window.MINUTE) {
                String field = Part.codeOf(limit.kind()) + "l";
                long taken = parts.getOrDefault(Part.countedBy(limit.kind()), 0L) * PARTS;
                state.put(field, Math.max(DEEPEST, Math.min(limit.size() * PARTS, field(field) - taken)));
            }
        }
    }

    private void spend(Map<Part, Long> parts, long dayEnd, long monthEnd) {
        for (Limit limit : limits.all()) {
            Window window = limit.kind().window();
            boolean isPeriod = window == Window.DAY || window == Window.MONTH;
            if (isPeriod && (window == Window.DAY ? dayEnd : monthEnd) >= periodEnd(limit)) {
                String field = Part.codeOf(limit.kind());
                long used = field(field) + parts.getOrDefault(Part.countedBy(limit.kind()), 0L);
                state.put(field, Math.max(0, Math.min(MOST, used)));
            }
        }
    }

    private static String letter(LimitKind kind) {
        return kind.window() == Window.DAY ? "d" : "m";
    }
}
