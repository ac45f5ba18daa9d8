package dev.weir.e2e;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that waits for Redis for as long as a busy machine needs, so that Redis decides every request. */
public final class PatientStoreProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("weir.quota.store-deadline", "10s");
    }
}
