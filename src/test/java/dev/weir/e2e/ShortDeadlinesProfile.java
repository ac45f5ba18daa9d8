package dev.weir.e2e;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that has no patience with slow senders, and room for few connections. */
public final class ShortDeadlinesProfile implements QuarkusTestProfile {
    static final int MOST_CONNECTIONS = 60;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "weir.http.header-timeout", "500ms",
                "weir.http.keep-alive", "900ms",
                "weir.http.max-connections", String.valueOf(MOST_CONNECTIONS),
                "weir.timeout.client-stall", "500ms",
                "weir.body.min-rate", "8K",
                "weir.body.min-rate-over", "500ms");
    }
}
