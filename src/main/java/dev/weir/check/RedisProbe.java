package dev.weir.check;

import dev.weir.quota.store.redis.RedisConnections;
import dev.weir.settings.Finding;
import dev.weir.settings.Finding.Severity;
import dev.weir.settings.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Connects to Redis as the gateway does and runs what the gateway runs there. Of several servers it probes the one that
 * the client chooses.
 *
 * @param severity of a finding that keeps limits from being counted
 * @param patience how long each of the three steps may take: connecting, {@code INFO}, the scripts
 */
public record RedisProbe(RedisSettings settings, Severity severity, Duration patience, Clock clock) {
    /**
     * The result.
     *
     * @param server kind and version; empty where limits cannot be counted there
     */
    public record Result(Optional<String> server, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** Runs the probe. Blocks. */
    public Result run() {
        Vertx vertx = Vertx.vertx();
        try {
            return run(vertx, RedisClients.of(vertx, settings));
        } catch (RedisSettingsException e) {
            return new Result(Optional.empty(), List.of(e.finding()));
        } catch (ExecutionException e) {
            return unfit(RedisFailure.of(Optional.ofNullable(e.getCause()).orElse(e)));
        } catch (TimeoutException e) {
            return unfit(RedisFailure.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unfit(RedisFailure.of(e));
        } finally {
            vertx.close();
        }
    }

    private Result run(Vertx vertx, Supplier<Redis> clients)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Redis client = clients.get();
        Optional<RedisInfo> info = await(client.connect()
                .compose(connection -> connection.send(Request.cmd(Command.INFO)))
                .map(text -> Optional.of(RedisInfo.of(String.valueOf(text))))
                .recover(this::withoutRights));
        info.ifPresentOrElse(
                told -> findings.addAll(
                        told.obstacles(severity, settings.redis().clientType())),
                () -> findings.add(Finding.warning(
                        RedisSettings.SUBJECT,
                        "its user may not run INFO, so version, memory policy and persistence were not checked",
                        "See them by hand: Redis 6.2 or newer, maxmemory-policy noeviction, an append-only file.")));
        if (info.isPresent() && !findings.isEmpty()) {
            return new Result(Optional.empty(), findings);
        }
        RedisConnections connections = new RedisConnections(vertx, clients);
        try {
            await(ScriptCheck.run(connections, clock).map(_ -> true));
        } finally {
            connections.close();
        }
        info.ifPresent(told -> findings.addAll(told.warnings()));
        return new Result(Optional.of(info.map(RedisInfo::server).orElse("Redis")), findings);
    }

    private Future<Optional<RedisInfo>> withoutRights(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("NOPERM")
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(cause);
    }

    private <T> T await(Future<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Result unfit(RedisFailure trouble) {
        return new Result(Optional.empty(), List.of(trouble.finding(severity, settings)));
    }
}
