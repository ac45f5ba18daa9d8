package dev.weir.command;

import dev.weir.command.Finding.Level;
import dev.weir.quota.store.RedisConnections;
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
 * Connects to Redis as the gateway does and tries what it does there. Of several servers the one that the client chooses is
 * looked at.
 *
 * @param grave how grave it is that limits cannot be counted there
 * @param patience how long each of the three steps may take: connecting, {@code INFO}, the scripts
 */
record RedisProbe(RedisSettings settings, Level grave, Duration patience, Clock clock) {
    /**
     * What was found.
     *
     * @param server kind and version; empty where limits cannot be counted there
     */
    record Sight(Optional<String> server, List<Finding> findings) {
        Sight {
            findings = List.copyOf(findings);
        }
    }

    /** Looks. Blocks. */
    Sight look() {
        Vertx vertx = Vertx.vertx();
        try {
            return look(vertx, RedisClients.of(vertx, settings));
        } catch (UnusableSettings e) {
            return new Sight(Optional.empty(), List.of(e.finding()));
        } catch (ExecutionException e) {
            return unfit(RedisTrouble.of(Optional.ofNullable(e.getCause()).orElse(e)));
        } catch (TimeoutException e) {
            return unfit(RedisTrouble.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unfit(RedisTrouble.of(e));
        } finally {
            vertx.close();
        }
    }

    private Sight look(Vertx vertx, Supplier<Redis> clients)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Redis client = clients.get();
        Optional<RedisInfo> info = await(client.connect()
                .compose(connection -> connection.send(Request.cmd(Command.INFO)))
                .map(text -> Optional.of(RedisInfo.of(String.valueOf(text))))
                .recover(this::withoutRights));
        info.ifPresentOrElse(
                told -> findings.addAll(told.obstacles(grave, settings.redis().clientType())),
                () -> findings.add(Finding.warning(
                        RedisSettings.SUBJECT,
                        "its user may not ask INFO, so version, memory policy and persistence were not looked at",
                        "See them by hand: Redis 6.2 or newer, maxmemory-policy noeviction, an append-only file.")));
        if (info.isPresent() && !findings.isEmpty()) {
            return new Sight(Optional.empty(), findings);
        }
        RedisConnections connections = new RedisConnections(vertx, clients);
        try {
            await(Rehearsal.run(connections, clock).map(_ -> true));
        } finally {
            connections.close();
        }
        info.ifPresent(told -> findings.addAll(told.warnings()));
        return new Sight(Optional.of(info.map(RedisInfo::server).orElse("Redis")), findings);
    }

    private Future<Optional<RedisInfo>> withoutRights(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("NOPERM")
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(cause);
    }

    private <T> T await(Future<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Sight unfit(RedisTrouble trouble) {
        return new Sight(Optional.empty(), List.of(trouble.finding(grave, settings)));
    }
}
