package dev.weir.wiring;

import dev.weir.pipeline.Drain;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Weir is ready while a policy is loaded and it is not draining. Redis, upstreams and load play no part: they would
 * take out all replicas at once.
 */
@Readiness
@Singleton
final class ReadinessCheck implements HealthCheck {
    private final FilesInForce files;
    private final Drain drain;

    ReadinessCheck(FilesInForce files, Drain drain) {
        this.files = files;
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        boolean loaded = files.hasPolicy();
        return HealthCheckResponse.named("weir")
                .withData("policy-loaded", loaded)
                .withData("draining", drain.hasBegun())
                .status(loaded && !drain.hasBegun())
                .build();
    }
}
