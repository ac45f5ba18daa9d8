package dev.weir.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A server on 127.0.0.1, and an event loop for its users. */
public final class LoopbackServer implements AutoCloseable {
    private static final long BOUND_SECONDS = 20;

    /** Turns the resolver of Vert.x off, for all of the process; Quarkus sets it at its start. */
    private static final String JDK_RESOLVER = "vertx.disableDnsResolver";

    private final Vertx vertx;
    private final Context loop;
    private final Handler<HttpServerRequest> handler;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final HttpServer server;

    private LoopbackServer(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.handler = handler;
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .connectionHandler(connection -> {
                    open.incrementAndGet();
                    opened.incrementAndGet();
                    connection.closeHandler(_ -> open.decrementAndGet());
                })
                .requestHandler(handler);
        await(server.listen());
    }

    /** Starts a server in clear text. */
    public static LoopbackServer serving(Handler<HttpServerRequest> handler) {
        return new LoopbackServer(Vertx.vertx(), new HttpServerOptions(), handler);
    }

    /** Starts a server. */
    public static LoopbackServer serving(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        return new LoopbackServer(Vertx.vertx(), options, handler);
    }

    /** Starts a server in clear text whose user resolves names by Vert.x, as {@code options} say. */
    static LoopbackServer resolving(VertxOptions options, Handler<HttpServerRequest> handler) {
        Optional<String> before = Optional.ofNullable(System.clearProperty(JDK_RESOLVER));
        try {
            return new LoopbackServer(Vertx.vertx(options), new HttpServerOptions(), handler);
        } finally {
            before.ifPresent(value -> System.setProperty(JDK_RESOLVER, value));
        }
    }

    /** Listens at the same port of another address of this machine. */
    void listenAlsoAt(String address) {
        await(vertx.createHttpServer().requestHandler(handler).listen(port(), address));
    }

    /** Returns the port. */
    public int port() {
        return server.actualPort();
    }

    /** Ends the server. */
    public void stopListening() {
        await(server.close());
    }

    /** Returns the Vert.x of both sides. */
    public Vertx vertx() {
        return vertx;
    }

    /** Returns the connections open now. */
    public int open() {
        return open.get();
    }

    /** Returns the connections that were ever opened. */
    public int opened() {
        return opened.get();
    }

    /** Returns what {@code task} returns on the event loop. */
    public <T> T on(Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(_ -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException thrown) {
                done.completeExceptionally(thrown);
            }
        });
        return get(done);
    }

    /** Waits for what comes of {@code future}. */
    public static <T> T await(Future<T> future) {
        return get(future.toCompletionStage().toCompletableFuture());
    }

    /** Waits until {@code condition} holds. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it never came true");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | TimeoutException late) {
            throw new AssertionError("it never came", late);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
