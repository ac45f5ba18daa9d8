package dev.weir;

import dev.weir.pipeline.Drain;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is who can tell callers apart and is not about to end; never a question of Redis, an upstream or load, which would
 * take out all replicas at once.
 */
@Readiness
@Singleton
final class Ready implements HealthCheck {
    private final FilesInForce files;
    private final Drain drain;

    Ready(FilesInForce files, Drain drain) {
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
