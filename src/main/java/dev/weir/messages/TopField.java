package dev.weir.messages;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A top-level field of a request that Weir reads; none of them may be given twice. */
enum TopField {
    MODEL("model"),
    MESSAGES("messages"),
    MAX_TOKENS("max_tokens"),
    METADATA("metadata"),
    STREAM("stream"),
    SYSTEM("system"),
    TOOLS("tools"),
    THINKING("thinking"),
    FALLBACKS("fallbacks", Feature.FALLBACKS),
    MCP_SERVERS("mcp_servers", Feature.MCP_SERVERS),
    SPEED("speed", Feature.SPEED),
    INFERENCE_GEO("inference_geo", Feature.INFERENCE_GEO),
    SERVICE_TIER("service_tier", Feature.SERVICE_TIER),
    CONTAINER("container", Feature.CONTAINER),
    BILLING_POLICY("billing_policy", Feature.BILLING_POLICY);

    private static final Map<String, TopField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TopField::wireName, Function.identity()));

    private final String wireName;
    private final Optional<Feature> feature;

    TopField(String wireName) {
        this.wireName = wireName;
        this.feature = Optional.empty();
    }

    TopField(String wireName, Feature feature) {
        this.wireName = wireName;
        this.feature = Optional.of(feature);
    }

    /** Returns the field of a name, which is matched exactly. */
    static Optional<TopField> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Returns the name as it stands in the body. */
    String wireName() {
        return wireName;
    }

    /** Returns the feature that the field uses. */
    Optional<Feature> feature() {
        return feature;
    }
}
