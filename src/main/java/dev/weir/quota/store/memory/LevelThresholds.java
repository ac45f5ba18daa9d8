package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.ReachedThreshold;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which thresholds of budgets a settlement reaches first at a level: the functions of {@code thresholds.lua}. */
final class LevelThresholds {
    private static final int PERCENT = 100;

    private final LevelTerms level;
    private final LevelState state;
    private final List<Integer> thresholds;
    private final Map<LimitKind, Integer> told = new EnumMap<>(LimitKind.class);

    /** Notes which threshold of each budget was told last; to be made before what was used is charged. */
    LevelThresholds(LevelTerms level, LevelState state, List<Integer> thresholds) {
        this.level = level;
        this.state = state;
        this.thresholds = thresholds;
        if (!thresholds.isEmpty()) {
            level.limits().forEach(this::note);
        }
    }

    private void note(Limit limit) {
        LimitKind kind = limit.kind();
        if (kind.isBudget()
                && !kind.isOfSession()
                && limit.max() > 0
                && state.used().containsKey(kind)) {
            state.widen();
            Integer known = state.told().get(kind);
            told.put(kind, known == null ? highestReached(limit) : known);
        }
    }

    private int highestReached(Limit limit) {
        return thresholds.stream().filter(percent -> isReached(limit, percent)).reduce(0, Math::max);
    }

    /** Returns the thresholds that are reached now and were not told before. */
    List<ReachedThreshold> tell() {
        List<ReachedThreshold> reached = new ArrayList<>();
        for (Limit limit : level.limits()) {
            Integer last = told.get(limit.kind());
            if (last != null) {
                state.told().put(limit.kind(), Math.max(last, highestReached(limit)));
                thresholds.stream()
                        .filter(percent -> percent > last && isReached(limit, percent))
                        .forEach(percent -> reached.add(reached(limit, percent)));
            }
        }
        return reached;
    }

    private ReachedThreshold reached(Limit limit, int percent) {
        LimitKind kind = limit.kind();
        return new ReachedThreshold(level.scope(), limit, percent, state.used(kind), state.periodEnd(kind.window()));
    }

    private boolean isReached(Limit limit, int percent) {
        return state.used(limit.kind()) >= Math.ceilDiv(LevelUpdate.max(limit) * percent, PERCENT);
    }
}
