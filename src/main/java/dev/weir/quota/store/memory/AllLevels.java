package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The levels of some terms in one step.
 *
 * @param all in the order of the terms
 */
record AllLevels(long now, Periods periods, Terms terms, List<LevelUpdate> all) {
    void saveWhatWasPruned() {
        for (LevelUpdate level : all) {
            if (level.isDirty()) {
                level.save();
            }
        }
    }

    /** Returns the state of all limits. */
    Snapshot snapshot() {
        List<LimitState> states = new ArrayList<>();
        long leases = 0;
        for (int n = 0; n < all.size(); n++) {
            LevelTerms level = terms.levels().get(n);
            LevelUpdate update = all.get(n);
            if (level.scope().level() == LimitLevel.USER) {
                leases = Math.max(leases, update.open());
            }
            level.limits().forEach(limit -> states.add(state(level, update, limit)));
        }
        return new Snapshot(now, leases, states);
    }

    private static LimitState state(LevelTerms level, LevelUpdate update, Limit limit) {
        long used = update.used(limit);
        return switch (limit.kind().window()) {
            case MINUTE -> {
                long fullAt = update.refilledAt(limit, limit.size() * TokenBucket.PARTS);
                yield new LimitState(level.scope(), limit, used, update.held(limit.kind()), OptionalLong.of(fullAt));
            }
            case DAY, WEEK, MONTH, SESSION -> {
                long end = update.state().periodEnd(limit.kind().window());
                yield new LimitState(level.scope(), limit, used, update.held(limit.kind()), OptionalLong.of(end));
            }
            case CONCURRENT -> new LimitState(level.scope(), limit, used, 0, OptionalLong.empty());
        };
    }
}
