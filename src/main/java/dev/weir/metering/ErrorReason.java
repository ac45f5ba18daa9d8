package dev.weir.metering;

/**
 * Why Weir made an error response, or cut one of the upstream's; the closed set behind {@code reason} in the usage log.
 * Where a limit rejects, its name says more.
 */
public enum ErrorReason {
    /** No credential, an unknown or expired one, or two that differ. */
    CREDENTIAL("credential"),
    /** HTTP that two servers could understand differently. */
    MALFORMED_HTTP("malformed_http"),
    /** An HTTP version that is not served. */
    HTTP_VERSION("http_version"),
    /** No such path. */
    UNKNOWN_PATH("unknown_path"),
    /** The path belongs to a part of the API that is not enabled. */
    NOT_ENABLED("not_enabled"),
    /** The path has no such method. */
    METHOD("method"),
    /** The body or the query is not what the endpoint takes. */
    INVALID_REQUEST("invalid_request"),
    /** The body is larger than {@code weir.body.max-size}. */
    BODY_SIZE("body_size"),
    /** The body came slower than {@code weir.body.min-rate}. */
    BODY_RATE("body_rate"),
    /** The body is encoded in a way that cannot be read. */
    CONTENT_ENCODING("content_encoding"),
    /** The plan does not allow the model or the feature. */
    PLAN("plan"),
    /** The policy blocks the user or gives a limit of 0, or the key speaks for another user. */
    USER("user"),
    /** A limit has no room. */
    LIMIT("limit"),
    /** Limits cannot be counted or read, as Redis does not respond. */
    QUOTA_STORE("quota_store"),
    /** As many requests are in flight as this gateway takes. */
    IN_FLIGHT("in_flight"),
    /** A key has used its share of what this gateway takes. */
    KEY_SHARE("key_share"),
    /** This gateway stops. */
    DRAINING("draining"),
    /** All connections to the upstream are taken. */
    CONNECTIONS("connections"),
    /** The upstream could not be connected to. */
    CONNECT("connect"),
    /** The upstream's certificate was not trusted, or the TLS handshake failed. */
    TLS("tls"),
    /** The upstream's name does not resolve. */
    DNS("dns"),
    /** The upstream was silent for too long, or its response took too long. */
    TIMEOUT("timeout"),
    /** The upstream closed the connection, or ended a stream, too early. */
    CLOSED("closed"),
    /** What the upstream sent is no response that can be relayed. */
    UNUSABLE("unusable"),
    /** The upstream rejected Weir's own key. */
    KEY_REJECTED("key_rejected"),
    /** The circuit breaker of the upstream is open. */
    BREAKER_OPEN("breaker_open"),
    /** A fault of ours. */
    FAULT("fault");

    private final String label;

    ErrorReason(String label) {
        this.label = label;
    }

    /** Returns the value of {@code reason} in the usage log. */
    public String label() {
        return label;
    }
}
