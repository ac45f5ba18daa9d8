package dev.weir;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is who can tell callers apart; never a question of Redis, an upstream or load, which would take out all replicas. */
@Readiness
@Singleton
final class PolicyLoaded implements HealthCheck {
    private final FilesInForce files;

    PolicyLoaded(FilesInForce files) {
        this.files = files;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("policy").status(files.hasPolicy()).build();
    }
}
