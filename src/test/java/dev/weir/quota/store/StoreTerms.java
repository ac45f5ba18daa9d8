package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Words for limits in tests. */
final class StoreTerms {
    static final ZoneId UTC = ZoneOffset.UTC;

    private StoreTerms() {}

    static Limits limits(Limit... limits) {
        return new Limits(List.of(limits));
    }

    static Limit limit(LimitKind kind, long max) {
        return new Limit(kind, max);
    }

    static Terms ofUser(Limit... limits) {
        return new Terms(limits(limits), Limits.NONE, UTC);
    }

    static Terms ofTeam(Limit... limits) {
        return new Terms(Limits.NONE, limits(limits), UTC);
    }
}
