package dev.weir.messages;

/**
 * The {@code error.type} of an error body.
 *
 * <p>Source: Messages API, errors; {@code not_supported} is required of gateways by Anthropic's gateway protocol.
 */
public enum ErrorType {
    INVALID_REQUEST("invalid_request_error"),
    AUTHENTICATION("authentication_error"),
    BILLING("billing_error"),
    PERMISSION("permission_error"),
    NOT_FOUND("not_found_error"),
    REQUEST_TOO_LARGE("request_too_large"),
    RATE_LIMIT("rate_limit_error"),
    API("api_error"),
    NOT_SUPPORTED("not_supported"),
    TIMEOUT("timeout_error"),
    OVERLOADED("overloaded_error");

    private final String wireName;

    ErrorType(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name as it stands in {@code error.type}. */
    public String wireName() {
        return wireName;
    }
}
