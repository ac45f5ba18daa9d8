package dev.weir.quota.store.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One pipelined connection to Redis for each event loop, and one more for all other threads, so that no call waits for
 * a pool. Safe for any thread.
 */
public final class RedisConnections {
    private final Vertx vertx;
    private final Supplier<Redis> clients;
    private final Map<Thread, RedisLink> byEventLoop = new ConcurrentHashMap<>();
    private final RedisLink elsewhere;

    /**
     * Connects nothing yet: each connection opens at its first call.
     *
     * @param clients makes a client of its own for each connection, as closing a client is the one way to end a
     *     connection that neither answers nor breaks
     */
    public RedisConnections(Vertx vertx, Supplier<Redis> clients) {
        this.vertx = vertx;
        this.clients = clients;
        this.elsewhere = new RedisLink(vertx, clients);
    }

    /**
     * Sends a command on the calling event loop's connection.
     *
     * @return fails where there is no connection, where it ends before the answer has come, and where Redis answers
     *     with an error; there is no deadline, but a connection that is silent for seconds while answers are due is
     *     given up
     */
    Future<Response> send(Request request) {
        return link().send(request);
    }

    /** Ends all connections; what waits for an answer fails. */
    public void close() {
        byEventLoop.values().forEach(RedisLink::close);
        elsewhere.close();
    }

    private RedisLink link() {
        return Context.isOnEventLoopThread()
                ? byEventLoop.computeIfAbsent(Thread.currentThread(), _ -> new RedisLink(vertx, clients))
                : elsewhere;
    }
}
