package dev.weir.wiring;

import dev.weir.settings.WeirConfig;
import dev.weir.tracing.OtlpMetrics;
import dev.weir.tracing.OtlpTraces;
import dev.weir.tracing.Traces;
import dev.weir.tracing.TracesConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what is sent over OTLP where an endpoint is set; else no class of OpenTelemetry is loaded. */
final class OtlpWiring {
    @Produces
    @Singleton
    Traces traces(
            WeirConfig config,
            FilesInForce files,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        TracesConfig traces = config.traces();
        return traces.endpoint()
                .<Traces>map(url -> new OtlpTraces(url, traces.sampleRatio(), version, files::prices))
                .orElseGet(Traces::off);
    }

    /** Sends what is left when everything has ended. */
    void close(@Disposes Traces traces) {
        traces.close();
    }

    @Produces
    @Singleton
    Optional<OtlpMetrics> metrics(
            WeirConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        TracesConfig traces = config.traces();
        return traces.endpoint().filter(_ -> traces.metrics()).map(url -> new OtlpMetrics(url, version));
    }

    /** Sends what is left when everything has ended. */
    void close(@Disposes Optional<OtlpMetrics> metrics) {
        metrics.ifPresent(OtlpMetrics::close);
    }
}
