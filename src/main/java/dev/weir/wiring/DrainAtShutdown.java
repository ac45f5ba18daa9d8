package dev.weir.wiring;

import dev.weir.pipeline.Drain;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Drains before Quarkus stops, which waits for its observers while it still serves. */
@Singleton
final class DrainAtShutdown {
    private final Drain drain;

    DrainAtShutdown(Drain drain) {
        this.drain = drain;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        drain.run();
    }
}
