package dev.weir.http;

import dev.weir.body.BodyConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Supplier;

/** Puts the parts of the edge together. */
final class HttpWiring {
    /** How much of a refused request is read and dropped, in sizes of a body that would have been allowed. */
    private static final int DROPPED_BODIES = 2;

    @Produces
    @Singleton
    Connections connections(HttpConfig config) {
        return new Connections(
                config.maxConnections(),
                connection -> new ConnectionDeadlines(
                        connection, config.headerTimeout(), config.keepAlive(), System::nanoTime));
    }

    @Produces
    @Singleton
    Cors cors(HttpConfig config) {
        return new Cors(config.corsOrigins().orElse(Set.of()));
    }

    @Produces
    @Singleton
    ClientRequests calls(Vertx vertx, BodyConfig body, Cors cors, @Named("request-ids") Supplier<String> ids) {
        long maxBytes = DROPPED_BODIES * body.maxSize().asLongValue();
        return new ClientRequests(vertx, ids, new LingeringClose(vertx, maxBytes), cors);
    }
}
