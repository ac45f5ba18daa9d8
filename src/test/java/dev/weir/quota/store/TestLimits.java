package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.Limits;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Short names for limits in tests. */
public final class TestLimits {
    public static final ZoneId UTC = ZoneOffset.UTC;

    private TestLimits() {}

    public static Limits limits(Limit... limits) {
        return new Limits(List.of(limits));
    }

    public static Limit limit(LimitKind kind, long max) {
        return new Limit(kind, max);
    }

    public static Terms ofUser(Limit... limits) {
        return new Terms(limits(limits), Limits.NONE, UTC);
    }

    public static Terms ofTeam(Limit... limits) {
        return new Terms(Limits.NONE, limits(limits), UTC);
    }
}
