package dev.weir.quota.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, with a bound. */
public final class FutureResults {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private FutureResults() {}

    /** Returns what a future gives; fails the test where it fails. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
    }

    /** Waits until a future has ended and returns whether it succeeded. */
    public static boolean succeeded(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException _) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("neither result nor failure", e);
        }
    }

    /** Waits for the failure of a future; fails the test where it succeeds. */
    public static Throwable failure(Future<?> future) {
        return result(future.transform(
                ended -> ended.failed() ? Future.succeededFuture(ended.cause()) : Future.failedFuture("it succeeded")));
    }

    /** Waits until a condition holds, within a bound. */
    public static void until(Duration bound, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + bound + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
