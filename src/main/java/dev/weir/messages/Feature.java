package dev.weir.messages;

/** A feature of a request that a plan may deny; named in the policy's {@code deny-features}. */
public enum Feature {
    /** {@code mcp_servers}, or a tool of type {@code mcp_toolset}. */
    MCP_SERVERS("mcp-servers"),
    /**
     * A tool that runs on Anthropic's side, also one added mid-conversation: neither custom nor a known client tool.
     */
    SERVER_TOOLS("server-tools"),
    /** {@code fallbacks}. */
    FALLBACKS("fallbacks"),
    /** {@code speed}, at the top or in a fallback. */
    SPEED("speed"),
    /** {@code inference_geo}. */
    INFERENCE_GEO("inference-geo"),
    /** {@code service_tier}. */
    SERVICE_TIER("service-tier"),
    /** {@code container}. */
    CONTAINER("container"),
    /** A source of type {@code file}, or a {@code container_upload} block. */
    FILE_SOURCES("file-sources"),
    /** A source of type {@code url}. */
    URL_SOURCES("url-sources"),
    /** {@code billing_policy}. */
    BILLING_POLICY("billing-policy");

    private final String policyName;

    Feature(String policyName) {
        this.policyName = policyName;
    }

    /** Returns the name by which a policy denies the feature. */
    public String policyName() {
        return policyName;
    }
}
