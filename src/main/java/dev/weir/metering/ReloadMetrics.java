package dev.weir.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The meters of reloaded files. */
public final class ReloadMetrics {
    private final Map<ReloadResult, Counter> reloads = new EnumMap<>(ReloadResult.class);

    /**
     * Binds to a registry.
     *
     * @param isInForce whether the content of a file is in force; read at each scrape
     */
    public ReloadMetrics(MeterRegistry registry, Predicate<ReloadedFile> isInForce) {
        for (ReloadResult result : ReloadResult.values()) {
            reloads.put(result, registry.counter("weir.policy.reloads", "result", result.label()));
        }
        for (ReloadedFile file : ReloadedFile.values()) {
            Gauge.builder("weir.config.last.reload.successful", () -> isInForce.test(file) ? 1 : 0)
                    .tag("file", file.label())
                    .register(registry);
        }
    }

    /** Counts a changed file. */
    public void reloaded(ReloadResult result) {
        Objects.requireNonNull(reloads.get(result)).increment();
    }
}
