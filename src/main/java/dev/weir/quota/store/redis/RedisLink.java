package dev.weir.quota.store.redis;

import dev.weir.quota.store.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that reconnects when it is lost: at once, then after 50 ms and longer, at most 1 s.
 *
 * <p>It is lost when it ends, when Redis says that this node no longer serves the keys, and when replies are due and
 * none has come for {@value #SILENT_TICKS} s: a host that is gone sends no end.
 */
final class RedisLink {
    private static final long TICK_MILLIS = 1000;
    private static final int SILENT_TICKS = 3;
    private static final long FIRST_BACKOFF_MILLIS = 50;
    private static final long LONGEST_BACKOFF_MILLIS = 1000;
    private static final String CLOSED = "the connection to Redis is closed";

    private final Vertx vertx;
    private final Supplier<Redis> clients;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong replied = new AtomicLong();
    private final long tickMillis;
    private long watch;
    private State state = new Idle();
    private long backoffMillis;
    private long repliedAtLastTick;
    private int silentTicks;

    /** The state of the link; a command that waits for a connection is sent once it is open. */
    private sealed interface State {}

    private record Idle() implements State {}

    private record Open(Redis client, Promise<RedisConnection> connection) implements State {}

    private record Lost(Throwable cause) implements State {}

    private record Closed() implements State {}

    RedisLink(Vertx vertx, Supplier<Redis> clients) {
        this(vertx, clients, TICK_MILLIS);
    }

    /** Makes a link that looks for silence every {@code tickMillis}. */
    RedisLink(Vertx vertx, Supplier<Redis> clients, long tickMillis) {
        this.vertx = vertx;
        this.clients = clients;
        this.tickMillis = tickMillis;
        watch();
    }

    /**
     * Sets the timer of the next tick, each after the one before: a periodic one makes up for all that it missed while
     * its event loop was held up, at once and before any reply is read. It is set before the tick, so that a tick that
     * throws does not end the watch.
     */
    private void watch() {
        watch = vertx.setTimer(tickMillis, _ -> {
            synchronized (this) {
                if (!(state instanceof Closed)) {
                    watch();
                }
            }
            tick();
        });
    }

    Future<Response> send(Request request) {
        Open open;
        synchronized (this) {
            if (state instanceof Idle) {
                open();
            }
            switch (state) {
                case Open current -> open = current;
                case Lost(Throwable cause) -> {
                    return Future.failedFuture(new NotSentException(cause));
                }
                case Idle _, Closed _ -> {
                    return Future.failedFuture(new NotSentException(CLOSED));
                }
            }
        }
        sent.incrementAndGet();
        return open.connection()
                .future()
                .compose(connection -> connection.send(request))
                .compose(RedisLink::nonNil)
                .onComplete(result -> {
                    replied.incrementAndGet();
                    if (result.failed()) {
                        loseIfBroken(open, result.cause());
                    }
                });
    }

    private static Future<Response> nonNil(@Nullable Response response) {
        return response == null ? Future.failedFuture("Redis replied nil") : Future.succeededFuture(response);
    }

    void close() {
        synchronized (this) {
            vertx.cancelTimer(watch);
            end(new Closed(), new NotSentException(CLOSED));
        }
    }

    private void open() {
        Redis client = clients.get();
        Open open = new Open(client, Promise.promise());
        state = open;
        client.connect().onComplete(result -> {
            if (result.failed()) {
                lose(open, result.cause());
                return;
            }
            RedisConnection connection = result.result();
            connection.exceptionHandler(cause -> lose(open, cause));
            connection.endHandler(_ -> lose(open, new IllegalStateException("Redis closed the connection")));
            opened(open, connection);
        });
    }

    private void opened(Open open, RedisConnection connection) {
        synchronized (this) {
            if (state.equals(open)) {
                backoffMillis = 0;
                open.connection().tryComplete(connection);
            }
        }
    }

    /** Gives the connection up if the failure is of the connection and not a reply of Redis. */
    private void loseIfBroken(Open open, Throwable cause) {
        String message = Optional.ofNullable(cause.getMessage()).orElse("");
        if (isOfTheConnection(message)) {
            lose(open, cause);
        }
    }

    /**
     * Returns whether a failure is of the connection. Source: Vert.x Redis client, failures of connections, nodes and
     * clusters; Redis, errors of a node that was demoted.
     */
    private static boolean isOfTheConnection(String message) {
        return message.startsWith("CONNECTION_CLOSED")
                || message.startsWith("Missing connection")
                || message.startsWith("MOVED")
                || message.startsWith("CLUSTERDOWN")
                || message.startsWith("READONLY")
                || message.startsWith("UNBLOCKED")
                || message.contains("onnection was closed");
    }

    private void lose(Open open, Throwable cause) {
        synchronized (this) {
            if (!state.equals(open)) {
                return;
            }
            end(new Lost(cause), new NotSentException(cause));
            long wait = backoffMillis;
            backoffMillis = Math.clamp(2 * backoffMillis, FIRST_BACKOFF_MILLIS, LONGEST_BACKOFF_MILLIS);
            vertx.setTimer(Math.max(1, wait), _ -> reopen());
        }
    }

    private void reopen() {
        synchronized (this) {
            if (state instanceof Lost) {
                open();
            }
        }
    }

    private void end(State next, NotSentException why) {
        State before = state;
        state = next;
        silentTicks = 0;
        if (before instanceof Open open) {
            open.connection().tryFail(why); // changes nothing where it was open
            open.client().close();
        }
    }

    private void tick() {
        long repliedNow = replied.get();
        Optional<Open> silent;
        synchronized (this) {
            boolean isSilent = sent.get() > repliedNow && repliedNow == repliedAtLastTick;
            repliedAtLastTick = repliedNow;
            silentTicks = isSilent ? silentTicks + 1 : 0;
            silent = silentTicks >= SILENT_TICKS && state instanceof Open open ? Optional.of(open) : Optional.empty();
        }
        silent.ifPresent(open -> lose(open, new IllegalStateException("Redis has not replied for some seconds")));
    }
}
