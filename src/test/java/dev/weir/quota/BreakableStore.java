package dev.weir.quota;

import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.ReserveRequest;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A store that a test lets fail, or lets do its work and answer only later. */
public final class BreakableStore implements QuotaStore {
    private final QuotaStore whole;
    private final List<Runnable> stalled = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<List<Renewal>> renewals = new ArrayList<>();
    private final Set<String> refuses = ConcurrentHashMap.newKeySet();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Duration> marks = new CopyOnWriteArrayList<>();
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

    public void answerLate() {
        behavior = Behavior.LATE;
    }

    /** Takes calls and does nothing until it is to {@link #goOn}. */
    public void stall() {
        behavior = Behavior.STALLED;
    }

    /** Does what it was asked to do while it stalled; nobody hears of it. */
    public void goOn() {
        stalled.forEach(Runnable::run);
        stalled.clear();
    }

    /** Answers whatever ends this lease as Redis answers where a key holds something else. */
    public void refuse(String lease) {
        refuses.add(lease);
    }

    /** Gives all answers that are late. */
    public void giveLateAnswers() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** Returns the leases of which it was told what they used, in order; to be cleared by the test. */
    public List<String> told() {
        return told;
    }

    /** Returns how long each charge is to be remembered, in order. */
    public List<Duration> marks() {
        return marks;
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
    public Future<Boolean> settle(Settlement settlement) {
        told.add(settlement.lease());
        return refuses.contains(settlement.lease()) ? refusal() : run(() -> whole.settle(settlement));
    }

    @Override
    public Future<Void> charge(Settlement settlement, Duration markedFor) {
        told.add(settlement.lease());
        marks.add(markedFor);
        return refuses.contains(settlement.lease()) ? refusal() : run(() -> whole.charge(settlement, markedFor));
    }

    @Override
    public Future<Snapshot> snapshot(Subject subject, Terms terms) {
        return run(() -> whole.snapshot(subject, terms));
    }

    @Override
    public Future<Void> reset(Subject subject) {
        return run(() -> whole.reset(subject));
    }

    private static <T> Future<T> refusal() {
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
                answers.add(() -> done.onComplete(late));
                yield late.future();
            }
        };
    }
}
