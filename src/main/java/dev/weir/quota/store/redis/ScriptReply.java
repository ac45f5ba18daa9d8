package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The reply of a script.
 *
 * @param numbers in the order of the script's own comment, each as a big-endian integer of 8 bytes
 */
record ScriptReply(Buffer numbers) {
    private static final int HEAD = 3;
    private static final int PER_LIMIT = 3;
    private static final long DENIED = 0;
    private static final long DONE = 1;
    private static final long MORE_EXPIRED = 2;
    private static final long PERIODS = -1;

    /** Returns whether none of the given periods is current on Redis' clock. */
    boolean asksForPeriods() {
        return number(0) == PERIODS;
    }

    /** Returns whether the step did what it was to do. */
    boolean isDone() {
        return number(0) == DONE;
    }

    /** Returns whether there may be more expired leases than the step took into account. */
    boolean mayHaveMoreExpired() {
        return number(0) == MORE_EXPIRED;
    }

    /** Returns the moment of the step. */
    long nowMillis() {
        return number(1);
    }

    Snapshot snapshot(Terms terms) {
        List<LimitState> states = new ArrayList<>();
        add(states, LimitLevel.USER, terms.user().all());
        add(states, LimitLevel.TEAM, terms.team().all());
        return new Snapshot(nowMillis(), number(2), states);
    }

    ReserveReply decision(Terms terms) {
        Snapshot snapshot = snapshot(terms);
        if (number(0) != DENIED) {
            return new Granted(snapshot);
        }
        List<ExhaustedLimit> exhausted = new ArrayList<>();
        for (int at = HEAD + PER_LIMIT * snapshot.limits().size(); at < numbers.length() / Long.BYTES; at += 2) {
            LimitState state = snapshot.limits().get(Math.toIntExact(number(at)) - 1);
            exhausted.add(new ExhaustedLimit(state, number(at + 1)));
        }
        return new Denied(snapshot, exhausted);
    }

    private long number(int at) {
        return numbers.getLong(at * Long.BYTES);
    }

    private void add(List<LimitState> states, LimitLevel level, List<Limit> limits) {
        for (Limit limit : limits) {
            int at = HEAD + PER_LIMIT * states.size();
            long resetsAt = number(at + 2);
            states.add(new LimitState(
                    level,
                    limit,
                    number(at),
                    number(at + 1),
                    resetsAt < 0 ? OptionalLong.empty() : OptionalLong.of(resetsAt)));
        }
    }
}
