package dev.weir.quota;

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
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * The store behind a deadline for each operation and a circuit breaker: after three failures in a row it gets no
 * operation for a second, then one as a probe. A denial is a reply, never a failure, and an error that concerns only
 * one operation does not count for the breaker. Safe for use by many threads.
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
    private final LongSupplier nanos;
    private final AtomicLong errorLoggedAt;
    private volatile StoreState state = StoreState.GOOD;
    private volatile String lastFailure = "";

    /**
     * Guards a store.
     *
     * @param description says why an operation failed, for the operator and without a credential
     * @param nanos a clock that only goes forward
     */
    public GuardedStore(
            QuotaStore store,
            Duration deadline,
            QuotaMeter meter,
            Function<Throwable, String> description,
            LongSupplier nanos) {
        this.store = store;
        this.description = description;
        this.deadlineMillis = Math.max(1, deadline.toMillis());
        this.meter = meter;
        this.nanos = nanos;
        this.errorLoggedAt = new AtomicLong(nanos.getAsLong() - NANOS_BETWEEN_ERRORS);
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

    /** Returns the state of the store. */
    public StoreState state() {
        return state;
    }

    /** Runs an operation whose late reply is dropped; fails without a reply in time, or while the breaker is open. */
    <T> Future<T> run(StoreOperation type, Function<QuotaStore, Future<T>> operation) {
        return run(type, operation, _ -> {});
    }

    /**
     * Runs an operation.
     *
     * @param late takes a reply that came after the deadline, when the operation had already failed
     */
    <T> Future<T> run(StoreOperation type, Function<QuotaStore, Future<T>> operation, Consumer<T> late) {
        return guarded(() -> {
            long since = nanos.getAsLong();
            Future<T> raw = operation.apply(store);
            Future<T> timely = inTime(raw);
            raw.onSuccess(reply -> {
                if (timely.failed()) {
                    late.accept(reply);
                }
            });
            return timely.onComplete(_ -> meter.took(type, nanos.getAsLong() - since));
        });
    }

    /** Runs an operation that is not measured: it neither reserves nor settles. */
    public <T> Future<T> query(Function<QuotaStore, Future<T>> question) {
        return guarded(() -> inTime(question.apply(store)));
    }

    /** Probes a store that is not known to reply; the result shows in {@link #state}. */
    void probe() {
        Subject nobody = new Subject("none", "none"); // no team may have this name
        query(from -> from.snapshot(nobody, Terms.UNLIMITED));
    }

    /**
     * Fails without a reply in time. The timer is that of the calling event loop: any other would wake a thread at each
     * operation.
     */
    private <T> Future<T> inTime(Future<T> raw) {
        Optional<Vertx> vertx = Optional.ofNullable(Vertx.currentContext()).map(Context::owner);
        if (vertx.isEmpty()) {
            return raw.timeout(deadlineMillis, TimeUnit.MILLISECONDS);
        }
        Promise<T> timely = Promise.promise();
        long timer = vertx.get()
                .setTimer(deadlineMillis, _ -> timely.tryFail(new TimeoutException("Redis did not reply in time")));
        raw.onComplete(reply -> {
            vertx.get().cancelTimer(timer);
            if (reply.succeeded()) {
                timely.tryComplete(reply.result());
            } else {
                timely.tryFail(reply.cause());
            }
        });
        return timely.future();
    }

    private <T> Future<T> guarded(Supplier<Future<T>> attempt) {
        Promise<T> result = Promise.promise();
        Optional<Context> caller = Optional.ofNullable(Vertx.currentContext());
        guard.get(() -> Future.succeededFuture()
                        .compose(_ -> attempt.get())
                        .onFailure(cause -> lastFailure = description.apply(cause)) // before the breaker knows
                        .<Runnable>map(value -> () -> result.complete(value))
                        .toCompletionStage())
                .whenComplete((complete, fault) -> {
                    if (fault == null) {
                        noteSuccess();
                        on(caller, complete);
                    } else {
                        noteFailure();
                        logError(fault);
                        on(caller, () -> fail(result, fault));
                    }
                });
        return result.future();
    }

    private static void fail(Promise<?> result, Throwable fault) {
        if (fault instanceof CircuitBreakerOpenException) {
            result.fail(new NotSentException("the circuit breaker is open"));
        } else {
            result.fail(fault);
        }
    }

    /**
     * Runs {@code task} in the context of the caller: deadlines end on another thread, and an exchange stays on its
     * event loop.
     */
    private static void on(Optional<Context> caller, Runnable task) {
        if (caller.isEmpty() || caller.get().equals(Vertx.currentContext())) {
            task.run();
        } else {
            caller.get().runOnContext(_ -> task.run());
        }
    }

    /** Logs at most once a minute an error that Redis will reply again, as somebody must look into it. */
    private void logError(Throwable fault) {
        long last = errorLoggedAt.get();
        long now = nanos.getAsLong();
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
