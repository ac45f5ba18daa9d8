package dev.weir.e2e;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway with little room and little patience, so that its bounds are met at once; and without a connect page. */
public final class SmallBoundsProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "weir.connect-page", "false",
                "weir.requests.max-in-flight", "2",
                "weir.requests.max-in-flight-per-key", "2",
                "weir.body.max-size", "1M",
                "weir.body.max-in-flight", "64K",
                "weir.relay.comment-after", "200ms",
                "weir.timeout.idle", "3s",
                "weir.timeout.client-stall", "1s",
                "weir.timeout.first-byte-stream", "400ms",
                "weir.timeout.first-byte-json", "500ms");
    }
}
