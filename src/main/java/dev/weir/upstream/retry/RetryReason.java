package dev.weir.upstream.retry;

/** Why a request is sent again; the label {@code reason} of {@code weir_retries_total}. */
public enum RetryReason {
    /** There was no connection. */
    CONNECT("connect"),
    /** The upstream's TLS was not accepted. */
    TLS("tls"),
    /** The connection ended before the headers or the first event. */
    RESET("reset"),
    /** The upstream closed an idle connection just as the request was sent on it. */
    STALE_CONNECTION("stale_connection"),
    /** Status 429: a rate limit of the key. */
    RATE_LIMIT("rate_limit"),
    /** Status 429: the load of the account grows too fast. */
    ACCELERATION("acceleration"),
    /** Status 529, or its error as the first event. */
    OVERLOADED("overloaded"),
    /** Any other status of {@code weir.retry.on}. */
    SERVER_ERROR("server_error"),
    /** Status 500. */
    INTERNAL_ERROR("internal_error"),
    /** The account behind the key may not send for now. */
    ACCOUNT("account"),
    /** The upstream did not accept the key. */
    KEY_REJECTED("key_rejected");

    private final String label;

    RetryReason(String label) {
        this.label = label;
    }

    /** Returns the value of the metric's label. */
    public String label() {
        return label;
    }
}
