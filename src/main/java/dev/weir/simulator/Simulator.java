package dev.weir.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.function.Consumer;

/** A running simulator of the Messages API: HTTP/1.1 on one event loop, its state in memory and gone with it. */
public final class Simulator {
    private static final int LONGEST_HEADERS = 64 * 1024;

    private final HttpServer server;

    private Simulator(HttpServer server) {
        this.server = server;
    }

    /** Starts a simulator; fails where it cannot listen, for example on a busy port. */
    public static Future<Simulator> start(Vertx vertx, SimulatorOptions options) {
        return start(vertx, options, _ -> {});
    }

    /** Starts a simulator that hands every message it produces to a listener, on its event loop. */
    public static Future<Simulator> start(Vertx vertx, SimulatorOptions options, Consumer<ProducedMessage> produced) {
        return start(vertx, options, Clock.systemUTC(), produced);
    }

    /** Starts a simulator whose cache and limits go by this clock. */
    static Future<Simulator> start(Vertx vertx, SimulatorOptions options, Clock clock) {
        return start(vertx, options, clock, _ -> {});
    }

    private static Future<Simulator> start(
            Vertx vertx, SimulatorOptions options, Clock clock, Consumer<ProducedMessage> produced) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxInitialLineLength(LONGEST_HEADERS)
                .setHandle100ContinueAutomatically(true);
        Endpoints endpoints = new Endpoints(vertx, options.seed(), clock, produced);
        return vertx.createHttpServer(http)
                .requestHandler(endpoints::handle)
                .listen()
                .map(Simulator::new);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Closes the port and all connections. */
    public Future<Void> stop() {
        return server.close();
    }
}
