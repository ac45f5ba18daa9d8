package dev.weir.e2e;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that drains without a delay, and reads on for long after a client has left. */
public final class LongReadOnProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "weir.quota.store-deadline", "10s",
                "weir.relay.read-on", "30s",
                "weir.drain.delay", "0s",
                "weir.drain.timeout", "60s");
    }
}
