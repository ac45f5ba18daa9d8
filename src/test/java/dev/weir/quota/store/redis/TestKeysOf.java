package dev.weir.quota.store.redis;

import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.Subject;
import java.util.Optional;

/** The keys of the levels that every version knows. */
final class TestKeysOf {
    private TestKeysOf() {}

    static LevelKeys user(Subject subject) {
        return LevelKeys.of(new LimitOwner(subject.team(), Optional.of(subject.user())));
    }

    static LevelKeys team(String team) {
        return LevelKeys.of(new LimitOwner(team, Optional.empty()));
    }
}
