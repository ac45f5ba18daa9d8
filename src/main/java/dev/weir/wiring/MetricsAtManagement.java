package dev.weir.wiring;

import dev.weir.http.MetricsRoute;
import dev.weir.metering.Exemplars;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Serves the registry's metrics on the management port. */
@Singleton
@SuppressWarnings("deprecation") // Quarkus 3.33 still has Micrometer's registry on the old Prometheus client
final class MetricsAtManagement {
    private final PrometheusMeterRegistry registry;

    MetricsAtManagement(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Runs before the port opens. */
    void add(@Observes ManagementInterface management) {
        MetricsRoute.add(management, format -> Exemplars.withoutThoseOfCounts(registry.scrape(format)));
    }
}
