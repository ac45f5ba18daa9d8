package dev.weir.metering;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A registry as Quarkus makes it, and what a Prometheus server would read from it. */
@SuppressWarnings("deprecation") // Quarkus 3.33 still has Micrometer's registry on the old Prometheus client.
final class PrometheusScrape {
    private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
            new io.micrometer.prometheus.PrometheusMeterRegistry(io.micrometer.prometheus.PrometheusConfig.DEFAULT);

    PrometheusScrape() {
        registry.config().meterFilter(new MetricHelp());
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Returns the sample lines that begin so, labels sorted as the registry does. */
    List<String> samples(String prefix) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** Returns the names of the metric families with their types. */
    Set<String> families() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the families without a help text. */
    List<String> withoutHelp() {
        return registry.scrape()
                .lines()
                .filter(line -> line.matches("# HELP \\S+\\s*"))
                .toList();
    }

    long seriesCount() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).count();
    }
}
