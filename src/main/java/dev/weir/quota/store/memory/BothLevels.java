package dev.weir.quota.store.memory;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Periods;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The levels of a user and its team in one step. */
record BothLevels(long now, Periods periods, LevelUpdate user, LevelUpdate team) {
    List<LevelUpdate> both() {
        return List.of(user, team);
    }

    void saveWhatWasPruned() {
        if (user.isDirty()) {
            user.save();
        }
        if (team.isDirty()) {
            team.save();
        }
    }

    /** Returns the state of all limits. */
    Snapshot snapshot(Terms terms) {
        List<LimitState> states = new ArrayList<>();
        terms.user().all().forEach(limit -> states.add(state(LimitLevel.USER, user, limit)));
        terms.team().all().forEach(limit -> states.add(state(LimitLevel.TEAM, team, limit)));
        return new Snapshot(now, user.open(), states);
    }

    private static LimitState state(LimitLevel level, LevelUpdate update, Limit limit) {
        long used = update.used(limit);
        return switch (limit.kind().window()) {
            case MINUTE -> {
                long fullAt = update.refilledAt(limit, limit.size() * TokenBucket.PARTS);
                yield new LimitState(level, limit, used, update.held(limit.kind()), OptionalLong.of(fullAt));
            }
            case DAY, MONTH -> {
                long end = update.state().periodEnd(limit.kind().window());
                yield new LimitState(level, limit, used, update.held(limit.kind()), OptionalLong.of(end));
            }
            case CONCURRENT -> new LimitState(level, limit, used, 0, OptionalLong.empty());
        };
    }
}
