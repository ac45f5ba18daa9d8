package dev.weir.quota;

import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.Renewal;
import dev.weir.quota.store.Reservation;
import dev.weir.quota.store.ReserveReply;
import dev.weir.quota.store.Settlement;
import dev.weir.quota.store.Snapshot;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A store that a test lets fail, or lets do its work and answer only later. */
final class BreakableStore implements QuotaStore {
    private final QuotaStore whole;
    private final List<Runnable> answers = new ArrayList<>();
    private final List<List<Renewal>> renewals = new ArrayList<>();
    private volatile State state = State.WHOLE;

    private enum State {
        WHOLE,
        FAILING,
        LATE
    }

    BreakableStore(QuotaStore whole) {
        this.whole = whole;
    }

    void fail() {
        state = State.FAILING;
    }

    void heal() {
        state = State.WHOLE;
    }

    void answerLate() {
        state = State.LATE;
    }

    /** Gives all answers that are late. */
    void giveLateAnswers() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** Returns the batches that were sent. */
    List<List<Renewal>> renewals() {
        return renewals;
    }

    @Override
    public Future<ReserveReply> reserve(Reservation reservation) {
        return run(() -> whole.reserve(reservation));
    }

    @Override
    public Future<Void> renew(List<Renewal> some) {
        renewals.add(some);
        return run(() -> whole.renew(some));
    }

    @Override
    public Future<Void> settle(Settlement settlement) {
        return run(() -> whole.settle(settlement));
    }

    @Override
    public Future<Void> charge(Settlement settlement) {
        return run(() -> whole.charge(settlement));
    }

    @Override
    public Future<Snapshot> look(Subject subject, Terms terms) {
        return run(() -> whole.look(subject, terms));
    }

    @Override
    public Future<Void> reset(Subject subject) {
        return run(() -> whole.reset(subject));
    }

    private <T> Future<T> run(Supplier<Future<T>> operation) {
        return switch (state) {
            case WHOLE -> operation.get();
            case FAILING -> Future.failedFuture("the store is broken");
            case LATE -> {
                Future<T> done = operation.get();
                Promise<T> late = Promise.promise();
                answers.add(() -> done.onComplete(late));
                yield late.future();
            }
        };
    }
}
