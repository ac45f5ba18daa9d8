package dev.weir.e2e;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Forgets all meters as a booted gateway ends. Micrometer's registry outlives it in this process, and the gauges of the
 * next one would go on to show what the ended one has in flight, which is nothing.
 */
@Singleton
final class MetersOfOneBoot {
    void forget(@Observes ShutdownEvent end, MeterRegistry registry) {
        registry.clear();
    }
}
