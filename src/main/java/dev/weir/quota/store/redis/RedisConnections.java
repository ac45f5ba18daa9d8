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
 * One pipelined connection to Redis for each event loop, and one for all other threads, so that no command waits for a
 * pool. Safe for any thread.
 */
public final class RedisConnections {
    private final Vertx vertx;
    private final Supplier<Redis> clients;
    private final Map<Thread, RedisLink> byEventLoop = new ConcurrentHashMap<>();
    private final RedisLink elsewhere;

    /**
     * Makes the connections; each opens at its first command.
     *
     * @param clients makes a client for each connection, as closing a client is the only way to end a connection that
     *     neither replies nor breaks
     */
    public RedisConnections(Vertx vertx, Supplier<Redis> clients) {
        this.vertx = vertx;
        this.clients = clients;
        this.elsewhere = new RedisLink(vertx, clients);
    }

    /**
     * Sends a command on the connection of the calling event loop.
     *
     * @return fails without a connection, if the connection ends before the reply, and if the reply is an error; there
     *     is no deadline, but a connection that is silent for seconds while replies are due is given up
     */
    Future<Response> send(Request request) {
        return link().send(request);
    }

    /** Closes all connections; commands without a reply fail. */
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
