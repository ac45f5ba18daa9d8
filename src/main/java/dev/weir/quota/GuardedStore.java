package dev.weir.quota;

import dev.weir.policy.Limits;
import dev.weir.quota.QuotaMeter.StoreOperation;
import dev.weir.quota.store.NotSentException;
import dev.weir.quota.store.QuotaStore;
import dev.weir.quota.store.StoreFault;
import dev.weir.quota.store.Subject;
import dev.weir.quota.store.Terms;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * The store behind a deadline for each operation and a circuit breaker: three failures in a row, and it is left alone
 * for a second, then asked once. A denial is a reply, never a failure, and an error that concerns one operation only
 * does not count for the breaker. Safe for use by many threads.
 */
public final class GuardedStore {
    private static final Logger LOG = Logger.getLogger(GuardedStore.class);
    private static final int CALLS = 3;
    private static final long NANOS_BETWEEN_ERRORS = TimeUnit.MINUTES.toNanos(1);

    private final QuotaStore store;
    private final long deadlineMillis;
    private final QuotaMeter meter;
    private final TypedGuard<CompletionStage<Runnable>> guard;
    private final Function<Throwable, String> description;
    private final AtomicLong errorLoggedAt = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_ERRORS);
    private volatile StoreState state = StoreState.GOOD;
    private volatile String lastFailure = "";

    /**
     * Guards a store.
     *
     * @param description says to an operator why an operation failed, without a credential
     */
    public GuardedStore(
            QuotaStore store, Duration deadline, QuotaMeter meter, Function<Throwable, String> description) {
        this.store = store;
        this.description = description;
        this.deadlineMillis = Math.max(1, deadline.toMillis());
        this.meter = meter;
        this.guard = TypedGuard.create(new TypeLiteral<CompletionStage<Runnable>>() {})
                .withCircuitBreaker()
                .requestVolumeThreshold(CALLS)
                .failureRatio(1.0)
                .delay(1, ChronoUnit.SECONDS)
                .successThreshold(1)
                .when(fault -> StoreFault.of(fault) != StoreFault.PERMANENT) // a reply all the same
                .onStateChange(this::changed)
                .done()
                .withThreadOffload(true)
                .withThreadOffloadExecutor(Runnable::run) // at once: else an event loop puts it off by a turn
                .build();
    }

    /** Returns how the store is doing. */
    public StoreState state() {
        return state;
    }

    /**
     * Runs an operation whose late reply is of no use; fails where there is no reply in time, or none is waited for.
     */
    <T> Future<T> call(StoreOperation type, Function<QuotaStore, Future<T>> operation) {
        return call(type, operation, _ -> {});
    }

    /**
     * Runs an operation.
     *
     * @param late takes a reply that came after the deadline, when the operation had already failed
     */
    <T> Future<T> call(StoreOperation type, Function<QuotaStore, Future<T>> operation, Consumer<T> late) {
        return guarded(() -> {
            long since = System.nanoTime();
            Future<T> raw = operation.apply(store);
            Future<T> timely = inTime(raw);
            raw.onSuccess(answer -> {
                if (timely.failed()) {
                    late.accept(answer);
                }
            });
            return timely.onComplete(_ -> meter.took(type, System.nanoTime() - since));
        });
    }

    /** Runs what is not measured: neither reserves nor settles. */
    public <T> Future<T> query(Function<QuotaStore, Future<T>> question) {
        return guarded(() -> inTime(question.apply(store)));
    }

    /** Asks whether the store answers again, where it is not known to; the answer shows in {@link #state}. */
    void probe() {
        Subject nobody = new Subject("none", "none"); // no team may have this name
        query(from -> from.snapshot(nobody, new Terms(Limits.NONE, Limits.NONE, ZoneOffset.UTC)));
    }

    /**
     * Fails where there is no reply in time. The timer is the calling event loop's: any other wakes a thread at each
     * operation.
     */
    private <T> Future<T> inTime(Future<T> raw) {
        Optional<Vertx> vertx = Optional.ofNullable(Vertx.currentContext()).map(Context::owner);
        if (vertx.isEmpty()) {
            return raw.timeout(deadlineMillis, TimeUnit.MILLISECONDS);
        }
        Promise<T> timely = Promise.promise();
        long timer = vertx.get()
                .setTimer(deadlineMillis, _ -> timely.tryFail(new TimeoutException("Redis did not answer in time")));
        raw.onComplete(answer -> {
            vertx.get().cancelTimer(timer);
            if (answer.succeeded()) {
                timely.tryComplete(answer.result());
            } else {
                timely.tryFail(answer.cause());
            }
        });
        return timely.future();
    }

    private <T> Future<T> guarded(Supplier<Future<T>> attempt) {
        Promise<T> answer = Promise.promise();
        Optional<Context> caller = Optional.ofNullable(Vertx.currentContext());
        guard.get(() -> Future.succeededFuture()
                        .compose(_ -> attempt.get())
                        .onFailure(cause -> lastFailure = description.apply(cause)) // before the breaker knows
                        .<Runnable>map(value -> () -> answer.complete(value))
                        .toCompletionStage())
                .whenComplete((complete, fault) -> {
                    if (fault == null) {
                        noteSuccess();
                        on(caller, complete);
                    } else {
                        noteFailure();
                        logError(fault);
                        on(caller, () -> fail(answer, fault));
                    }
                });
        return answer.future();
    }

    private static void fail(Promise<?> answer, Throwable fault) {
        if (fault instanceof CircuitBreakerOpenException) {
            answer.fail(new NotSentException("Redis is left alone for a moment"));
        } else {
            answer.fail(fault);
        }
    }

    /**
     * Goes on where the caller was: deadlines end on a thread of their own, and an exchange stays on its event loop.
     */
    private static void on(Optional<Context> caller, Runnable task) {
        if (caller.isEmpty() || caller.get().equals(Vertx.currentContext())) {
            task.run();
        } else {
            caller.get().runOnContext(_ -> task.run());
        }
    }

    /** Logs at most one error a minute that Redis replied with and will reply again: somebody must look into it. */
    private void logError(Throwable fault) {
        long last = errorLoggedAt.get();
        long now = System.nanoTime();
        if (StoreFault.of(fault) == StoreFault.PERMANENT
                && now - last >= NANOS_BETWEEN_ERRORS
                && errorLoggedAt.compareAndSet(last, now)) {
            LOG.errorf(
                    "Redis replies to a script with an error; more of them are logged once a minute: %s",
                    StoreFault.textOf(fault));
        }
    }

    private void noteSuccess() {
        if (state == StoreState.DEGRADED) {
            state = StoreState.GOOD;
        }
    }

    private void noteFailure() {
        if (state == StoreState.GOOD) {
            state = StoreState.DEGRADED;
        }
    }

    private void changed(CircuitBreakerState now) {
        switch (now) {
            case CLOSED -> {
                state = StoreState.GOOD;
                LOG.info("Redis responds again: limits are counted there");
            }
            case OPEN -> {
                if (state != StoreState.GONE) {
                    LOG.warn("Redis fails, so limits are counted on this replica, as weir.quota.on-outage says: "
                            + lastFailure);
                }
                state = StoreState.GONE;
            }
            case HALF_OPEN -> {}
        }
    }
}
