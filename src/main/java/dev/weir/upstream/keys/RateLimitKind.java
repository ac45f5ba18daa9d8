package dev.weir.upstream.keys;

/** What an upstream's rate limit counts. Source: Messages API, {@code anthropic-ratelimit-*}. */
public enum RateLimitKind {
    /** Requests per minute. */
    REQUESTS("requests"),
    /** The token limit with the least left. */
    TOKENS("tokens"),
    /** Uncached input tokens per minute. */
    INPUT_TOKENS("input-tokens"),
    /** Output tokens per minute. */
    OUTPUT_TOKENS("output-tokens");

    private final String wireName;
    private final String limit;
    private final String remaining;
    private final String reset;

    RateLimitKind(String wireName) {
        this.wireName = wireName;
        this.limit = header("limit");
        this.remaining = header("remaining");
        this.reset = header("reset");
    }

    /** Returns the value of the metric's label. */
    public String label() {
        return wireName.replace('-', '_');
    }

    String limitHeader() {
        return limit;
    }

    String remainingHeader() {
        return remaining;
    }

    String resetHeader() {
        return reset;
    }

    private String header(String part) {
        return "anthropic-ratelimit-" + wireName + "-" + part;
    }
}
