package dev.weir.quota.response;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind;
import dev.weir.policy.LimitKind.Window;
import dev.weir.policy.LimitScope.LimitPart;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.Snapshot;
import java.util.Comparator;
import java.util.Optional;

/** Finds the limit that would reject the smallest request now. */
final class RejectingLimit {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long SLOT_MILLIS = 1_000;

    private RejectingLimit() {}

    /**
     * Returns the limit that would reject one request of one token, of several the one that has room last; never one of
     * some models, as it depends on the model that is asked for.
     */
    static Optional<LimitState> now(Snapshot snapshot) {
        return snapshot.limits().stream()
                .filter(state -> state.scope().part() != LimitPart.MODELS)
                .filter(state -> state.limit().kind() != LimitKind.COUNT_TOKENS_PER_MINUTE && state.remaining() < 1)
                .max(Comparator.comparingLong(state -> freeAt(state, snapshot.nowMillis())));
    }

    private static long freeAt(LimitState state, long nowMillis) {
        Limit limit = state.limit();
        if (limit.max() == 0) {
            return Long.MAX_VALUE;
        }
        if (limit.kind().window() == Window.CONCURRENT) {
            return nowMillis + SLOT_MILLIS;
        }
        if (limit.kind().window() == Window.MINUTE) {
            long missing = state.used() + state.held() - state.size() + 1;
            return nowMillis + Math.ceilDiv(missing * MINUTE_MILLIS, limit.max());
        }
        return state.resetsAtMillis().orElse(nowMillis);
    }
}
