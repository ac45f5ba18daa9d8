package dev.weir.command;

import dev.weir.check.RedisClients;
import dev.weir.check.RedisFailure;
import dev.weir.check.RedisSettingsException;
import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.quota.store.redis.RedisQuotaStore;
import dev.weir.quota.store.redis.RedisUserRegistry;
import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import dev.weir.settings.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The quotas in Redis.
 *
 * @param store the state of limits
 * @param users the users that each key has named
 */
record QuotaState(RedisQuotaStore store, RedisUserRegistry users) {
    private static final long PATIENCE_SECONDS = 10;

    /** The outcome of an action. */
    sealed interface StateResult<T> {
        /** The action was done. */
        record Done<T>(T value) implements StateResult<T> {}

        /** Redis could not be used. */
        record Failed<T>(Finding fault) implements StateResult<T> {}
    }

    /** Connects, runs an action and disconnects; never throws. Blocks, for 10 s at most. */
    static <T> StateResult<T> with(RedisSettings settings, Function<QuotaState, Future<T>> action) {
        Vertx vertx = Vertx.vertx();
        try {
            RedisConnections connections = new RedisConnections(vertx, RedisClients.of(vertx, settings));
            try {
                QuotaState state = new QuotaState(
                        new RedisQuotaStore(connections, Clock.systemUTC()), new RedisUserRegistry(connections));
                return new StateResult.Done<>(action.apply(state)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } finally {
                connections.close();
            }
        } catch (RedisSettingsException e) {
            return new StateResult.Failed<>(e.finding());
        } catch (ExecutionException e) {
            return failed(settings, Optional.ofNullable(e.getCause()).orElse(e));
        } catch (TimeoutException e) {
            return failed(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(settings, e);
        } finally {
            vertx.close();
        }
    }

    private static <T> StateResult<T> failed(RedisSettings settings, Throwable cause) {
        return new StateResult.Failed<>(RedisFailure.of(cause).finding(Severity.FAULT, settings));
    }
}
