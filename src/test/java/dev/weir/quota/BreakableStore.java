package dev.weir.quota;

import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.ReachedThreshold;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.SettleReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A store that fails, stalls or replies late where the test says so. */
public final class BreakableStore implements QuotaStore {
    private final QuotaStore whole;
    private final List<Runnable> stalled = new ArrayList<>();
    private final List<Runnable> lateReplies = new ArrayList<>();
    private final List<List<Renewal>> renewals = new ArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private volatile Behavior behavior = Behavior.WHOLE;

    private enum Behavior {
        WHOLE,
        FAILING,
        STALLED,
        LATE
    }

    public BreakableStore(QuotaStore whole) {
        this.whole = whole;
    }

    public void fail() {
        behavior = Behavior.FAILING;
    }

    public void heal() {
        behavior = Behavior.WHOLE;
    }

    public void replyLate() {
        behavior = Behavior.LATE;
    }

    /** Takes operations and does none of them before {@link #goOn}. */
    public void stall() {
        behavior = Behavior.STALLED;
    }

    /** Does the operations that it took while it stalled; their results reach nobody. */
    public void goOn() {
        stalled.forEach(Runnable::run);
        stalled.clear();
    }

    /** Fails whatever ends this lease as Redis does where a key holds a value of another type. */
    public void failFor(String lease) {
        failing.add(lease);
    }

    /** Completes all operations whose replies are late. */
    public void sendLateReplies() {
        lateReplies.forEach(Runnable::run);
        lateReplies.clear();
    }

    /** Returns the leases that were settled or charged, in order; the test clears it. */
    public List<String> ended() {
        return ended;
    }

    /** Returns the batches that were sent. */
    public List<List<Renewal>> renewals() {
        return renewals;
    }

    @Override
    public Future<ReserveReply> reserve(ReserveRequest reservation) {
        return run(() -> whole.reserve(reservation));
    }

    @Override
    public Future<Void> renew(List<Renewal> some) {
        renewals.add(some);
        return run(() -> whole.renew(some));
    }

    @Override
    public Future<SettleReply> settle(Settlement settlement) {
        ended.add(settlement.lease());
        return failing.contains(settlement.lease()) ? wrongType() : run(() -> whole.settle(settlement));
    }

    @Override
    public Future<List<ReachedThreshold>> charge(Settlement settlement) {
        ended.add(settlement.lease());
        return failing.contains(settlement.lease()) ? wrongType() : run(() -> whole.charge(settlement));
    }

    @Override
    public Future<Snapshot> snapshot(Subject subject, Terms terms) {
        return run(() -> whole.snapshot(subject, terms));
    }

    @Override
    public Future<Void> reset(Subject subject, Terms terms) {
        return run(() -> whole.reset(subject, terms));
    }

    private static <T> Future<T> wrongType() {
        return Future.failedFuture("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    private <T> Future<T> run(Supplier<Future<T>> operation) {
        return switch (behavior) {
            case WHOLE -> operation.get();
            case FAILING -> Future.failedFuture("the store is broken");
            case STALLED -> {
                stalled.add(() -> operation.get().onFailure(fault -> {
                    throw new AssertionError(fault);
                }));
                yield Promise.<T>promise().future();
            }
            case LATE -> {
                Future<T> done = operation.get();
                Promise<T> late = Promise.promise();
                lateReplies.add(() -> done.onComplete(late));
                yield late.future();
            }
        };
    }
}
