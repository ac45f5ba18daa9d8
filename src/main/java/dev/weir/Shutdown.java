package dev.weir;

import dev.weir.pipeline.Drain;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets calls end before Quarkus does; it waits for its observers while it still serves. */
@Singleton
final class Shutdown {
    private final Drain drain;

    Shutdown(Drain drain) {
        this.drain = drain;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        drain.run();
    }
}
