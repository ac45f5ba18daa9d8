package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.time.Duration;

/** Where spans and metrics are sent, and as whose. */
final class OtlpTarget {
    /** The name of Weir's tracer and meter. */
    static final String SCOPE = "dev.weir";

    /** How long one request to the receiver, and the last one at the end, may take. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private OtlpTarget() {}

    /**
     * Returns where a signal goes.
     *
     * @param signal {@code traces} or {@code metrics}
     */
    static String url(URI endpoint, String signal) {
        String base = endpoint.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/" + signal;
    }

    /** Returns who sends. */
    static Resource resource(String version) {
        return Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"), "weir", AttributeKey.stringKey("service.version"), version));
    }
}
