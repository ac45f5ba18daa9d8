package dev.weir.quota.store.redis;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitLevel;
import dev.weir.quota.store.LevelTerms;
import dev.weir.quota.store.LimitState;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveReply.Denied;
import dev.weir.quota.store.ReserveReply.ExhaustedLimit;
import dev.weir.quota.store.ReserveReply.Granted;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Terms;
import dev.weir.quota.store.Terms.LimitAt;
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
    private static final int HEAD = 2;
    private static final int PER_LIMIT = 3;
    private static final int PER_THRESHOLD = 4;
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

    SettleReply settled(Terms terms) {
        return new SettleReply(isDone(), reached(terms));
    }

    /** Returns the thresholds that were reached. */
    List<ReachedThreshold> reached(Terms terms) {
        int count = size();
        if (count == HEAD) {
            return List.of();
        }
        List<LimitAt> limits = terms.limits();
        List<ReachedThreshold> reached = new ArrayList<>();
        for (int at = HEAD; at < count; at += PER_THRESHOLD) {
            LimitAt limit = limits.get(Math.toIntExact(number(at)) - 1);
            int percent = Math.toIntExact(number(at + 1));
            reached.add(new ReachedThreshold(limit.scope(), limit.limit(), percent, number(at + 2), number(at + 3)));
        }
        return terms.told(reached);
    }

    Snapshot snapshot(Terms terms) {
        List<LimitState> states = new ArrayList<>();
        long leases = 0;
        int at = HEAD + terms.levels().size();
        for (int n = 0; n < terms.levels().size(); n++) {
            LevelTerms level = terms.levels().get(n);
            if (level.scope().level() == LimitLevel.USER) {
                leases = Math.max(leases, number(HEAD + n));
            }
            for (Limit limit : level.limits()) {
                long resetsAt = number(at + 2);
                states.add(new LimitState(
                        level.scope(),
                        limit,
                        number(at),
                        number(at + 1),
                        resetsAt < 0 ? OptionalLong.empty() : OptionalLong.of(resetsAt)));
                at += PER_LIMIT;
            }
        }
        return new Snapshot(nowMillis(), leases, states);
    }

    ReserveReply decision(Terms terms) {
        Snapshot snapshot = snapshot(terms);
        if (number(0) != DENIED) {
            return new Granted(snapshot);
        }
        List<ExhaustedLimit> exhausted = new ArrayList<>();
        int first = HEAD + terms.levels().size() + PER_LIMIT * snapshot.limits().size();
        for (int at = first; at < size(); at += 2) {
            LimitState state = snapshot.limits().get(Math.toIntExact(number(at)) - 1);
            exhausted.add(new ExhaustedLimit(state, number(at + 1)));
        }
        return new Denied(snapshot, exhausted);
    }

    private int size() {
        return numbers.length() / Long.BYTES;
    }

    private long number(int at) {
        return numbers.getLong(at * Long.BYTES);
    }
}
