package dev.weir.http;

import dev.weir.body.BodyConfig;
import dev.weir.body.ByteRoom;
import dev.weir.relay.RelayTimeouts;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Puts the parts of the edge together. */
final class HttpWiring {
    /** How much of a rejected request is read and dropped, as a multiple of the largest allowed body. */
    private static final int DROPPED_BODIES = 2;

    /** Headers of requests and pipelined bytes on all connections: one part in so many of the heap. */
    private static final int PART_OF_HEAP = 16;

    @Produces
    @Singleton
    HeadRoom heads() {
        return new HeadRoom(new ByteRoom(Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    @Produces
    @Singleton
    Connections connections(HttpConfig config, RelayTimeouts timeouts, ServerOptions options, HeadRoom heads) {
        int most = config.maxConnections()
                .orElseGet(() -> ConnectionLimit.within(Runtime.getRuntime().maxMemory()));
        return new Connections(most, connection -> {
            ConnectionDeadlines deadlines =
                    new ConnectionDeadlines(connection, config.headerTimeout(), config.keepAlive(), System::nanoTime);
            RequestDecoder decoder = new RequestDecoder(options.limits(), heads.bytes(), deadlines::headBegan);
            return List.of(
                    new WriteDeadline(timeouts.clientStall(), System::nanoTime),
                    deadlines,
                    new ConnectionSetup(decoder, heads.bytes()));
        });
    }

    @Produces
    @Singleton
    Cors cors(HttpConfig config) {
        return new Cors(config.corsOrigins().orElse(Set.of()));
    }

    @Produces
    @Singleton
    ClientRequests clientRequests(Vertx vertx, BodyConfig body, Cors cors, @Named("request-ids") Supplier<String> ids) {
        long maxBytes = DROPPED_BODIES * body.maxSize().asLongValue();
        return new ClientRequests(vertx, ids, new LingeringClose(vertx, maxBytes), cors);
    }
}
