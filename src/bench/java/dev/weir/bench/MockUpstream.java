package dev.weir.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The upstream of all targets: responds to each request at once, with bytes encoded before, in one write; or, where the
 * request wants a paced stream, with an event every 20 ms.
 *
 * <p>It stands on the bare socket so that it is never the limit. It has one event loop and listens on 127.0.0.1.
 *
 * @param port that it listens on
 * @param open its streams that stay open
 */
record MockUpstream(Vertx vertx, int port, OpenResponses open) implements AutoCloseable {
    private static final int WAIT_SECONDS = 10;

    /**
     * Starts it on a free port.
     *
     * @throws IOException where it cannot listen
     */
    static MockUpstream start() throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        OpenResponses open = new OpenResponses(vertx);
        Buffer json = MockResponses.json();
        Buffer burst = MockResponses.burst();
        var server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true))
                .connectHandler(socket -> serve(open, socket, json, burst));
        try {
            var listening = server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture();
            return new MockUpstream(
                    vertx, listening.get(WAIT_SECONDS, TimeUnit.SECONDS).actualPort(), open);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the mock upstream could not listen", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Stops it. */
    @Override
    public void close() {
        vertx.close();
    }

    private static void serve(OpenResponses open, NetSocket socket, Buffer json, Buffer burst) {
        RequestSplitter requests = new RequestSplitter(
                wanted -> {
                    switch (wanted) {
                        case JSON -> socket.write(json);
                        case BURST -> socket.write(burst);
                        case PACED -> open.pace(socket);
                        case OPEN -> open.open(socket);
                    }
                },
                _ -> socket.close());
        socket.handler(chunk -> requests.accept(chunk.getBytes()));
        socket.exceptionHandler(_ -> socket.close());
    }
}
