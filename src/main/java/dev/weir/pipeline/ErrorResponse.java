package dev.weir.pipeline;

import dev.weir.messages.ErrorType;
import dev.weir.metering.ErrorReason;
import dev.weir.metering.Outcome;
import dev.weir.policy.Authorization.Forbidden;
import dev.weir.relay.RelayOutcome.CutReason;
import dev.weir.upstream.keys.KeyChoice.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An error response that Weir makes itself.
 *
 * @param reason for the operator
 * @param message for the caller: what is wrong and what to do, nothing that a client sent
 * @param headers besides those that every error response of Weir has
 */
public record ErrorResponse(
        int status, ErrorType type, ErrorReason reason, String message, Outcome outcome, Map<String, String> headers) {
    private static final String LIMIT = "x-weir-limit";

    /** SDKs and Claude Code obey this header; without it they repeat what cannot succeed. */
    private static final Map<String, String> DO_NOT_RETRY = Map.of("x-should-retry", "false");

    private static final Map<String, String> RETRY_SOON = Map.of("retry-after", "1");

    public ErrorResponse {
        headers = Map.copyOf(headers);
    }

    /** Returns the name of the limit that rejects; absent where none does. */
    Optional<String> limit() {
        return Optional.ofNullable(headers.get(LIMIT));
    }

    static ErrorResponse unauthenticated(String message) {
        return new ErrorResponse(
                401, ErrorType.AUTHENTICATION, ErrorReason.CREDENTIAL, message, Outcome.UNAUTHENTICATED, DO_NOT_RETRY);
    }

    static ErrorResponse malformed(String message) {
        return invalid(400, ErrorReason.INVALID_REQUEST, message);
    }

    static ErrorResponse tooLarge(long maxBytes) {
        String message =
                "The request body is larger than this gateway allows (" + maxBytes + " bytes, weir.body.max-size).";
        return new ErrorResponse(
                413, ErrorType.REQUEST_TOO_LARGE, ErrorReason.BODY_SIZE, message, Outcome.INVALID, Map.of());
    }

    static ErrorResponse tooSlow() {
        String message = "The request body came slower than this gateway waits for (weir.body.min-rate).";
        return new ErrorResponse(408, ErrorType.TIMEOUT, ErrorReason.BODY_RATE, message, Outcome.INVALID, Map.of());
    }

    static ErrorResponse unknownEncoding() {
        return invalid(415, ErrorReason.CONTENT_ENCODING, "content-encoding: Input should be 'identity' or 'gzip'");
    }

    /** The policy forbids the request. */
    static ErrorResponse forbidden(Forbidden forbidden) {
        return switch (forbidden.subject()) {
            case USER ->
                userForbidden(
                        forbidden.message(),
                        forbidden.limit().map(name -> Map.of(LIMIT, name)).orElse(Map.of()));
            case REQUEST ->
                new ErrorResponse(
                        400,
                        ErrorType.INVALID_REQUEST,
                        ErrorReason.PLAN,
                        forbidden.message(),
                        Outcome.FORBIDDEN,
                        Map.of());
        };
    }

    private static ErrorResponse userForbidden(String message, Map<String, String> headers) {
        return new ErrorResponse(403, ErrorType.PERMISSION, ErrorReason.USER, message, Outcome.FORBIDDEN, headers);
    }

    static ErrorResponse modelNotFound() {
        String message = "model: not a model of this plan; GET /v1/models lists those that are";
        return new ErrorResponse(404, ErrorType.NOT_FOUND, ErrorReason.PLAN, message, Outcome.FORBIDDEN, Map.of());
    }

    /** There is no such path. */
    public static ErrorResponse notFound() {
        String message =
                "Not found. This gateway serves /v1/messages, /v1/messages/count_tokens and /v1/models; a base URL"
                        + " with a path prefix is not served.";
        return new ErrorResponse(
                404, ErrorType.NOT_FOUND, ErrorReason.UNKNOWN_PATH, message, Outcome.INVALID, Map.of());
    }

    /** The path belongs to a part of the API that this gateway does not serve. */
    public static ErrorResponse notEnabled() {
        String message = "This part of the API is not enabled on this gateway; ask whoever runs it.";
        return new ErrorResponse(
                501, ErrorType.NOT_SUPPORTED, ErrorReason.NOT_ENABLED, message, Outcome.INVALID, DO_NOT_RETRY);
    }

    /** The path is served, but not with this method. */
    public static ErrorResponse methodNotAllowed(List<String> allowed) {
        String methods = allowed.stream().collect(Collectors.joining(", "));
        String message = "Method not allowed (expected: " + methods + ").";
        return new ErrorResponse(
                405, ErrorType.INVALID_REQUEST, ErrorReason.METHOD, message, Outcome.INVALID, Map.of("allow", methods));
    }

    /** The request is HTTP that two servers could understand differently. */
    public static ErrorResponse malformedHttp(String message) {
        return invalid(400, ErrorReason.MALFORMED_HTTP, message);
    }

    /** The request's HTTP version is not served. The connection ends, as the end of such a request is unknown. */
    public static ErrorResponse unsupportedVersion() {
        String message = "This gateway speaks HTTP/1.0, HTTP/1.1 and, over TLS, HTTP/2.";
        return new ErrorResponse(
                505,
                ErrorType.INVALID_REQUEST,
                ErrorReason.HTTP_VERSION,
                message,
                Outcome.INVALID,
                Map.of("connection", "close"));
    }

    static ErrorResponse overloaded() {
        return shed(ErrorReason.IN_FLIGHT, "This gateway has as much in flight as it can take; try again shortly.");
    }

    static ErrorResponse requestShareUsedUp() {
        return shed(
                ErrorReason.KEY_SHARE,
                "This key has its share of this gateway's requests in flight (weir.requests.max-in-flight-per-key);"
                        + " try again shortly, with fewer requests at the same time.");
    }

    static ErrorResponse bodyShareUsedUp() {
        return shed(
                ErrorReason.KEY_SHARE,
                "The bodies of this key have their share of this gateway's memory"
                        + " (weir.body.max-in-flight-per-key); try again shortly,"
                        + " with fewer requests at the same time.");
    }

    static ErrorResponse draining() {
        String message = "This gateway is about to restart; the request can be repeated at once.";
        Map<String, String> headers = Map.of("retry-after", "1", "connection", "close");
        return new ErrorResponse(529, ErrorType.OVERLOADED, ErrorReason.DRAINING, message, Outcome.SHED, headers);
    }

    static ErrorResponse upstreamBusy() {
        String message = "No connection to the upstream became free within weir.timeout.pool; try again shortly.";
        return shed(ErrorReason.CONNECTIONS, message);
    }

    /** The circuit breaker of the upstream, or of every key, is open. */
    static ErrorResponse breakerOpen(Cause cause, Duration untilProbe) {
        Map<String, String> headers = Map.of("retry-after", Long.toString(Math.max(1, untilProbe.toSeconds() + 1)));
        return switch (cause) {
            case OVERLOAD -> {
                String message = "The upstream is overloaded, so that this gateway leaves it alone; try again shortly.";
                yield new ErrorResponse(
                        529, ErrorType.OVERLOADED, ErrorReason.BREAKER_OPEN, message, Outcome.SHED, headers);
            }
            case CONNECT -> {
                String message = "The upstream could not be reached, so that this gateway leaves it alone for now.";
                yield new ErrorResponse(
                        502, ErrorType.API, ErrorReason.BREAKER_OPEN, message, Outcome.UPSTREAM_UNREACHABLE, headers);
            }
        };
    }

    /** A limit has no room. */
    static ErrorResponse quotaDenied(ErrorType type, String message, Map<String, String> headers) {
        return new ErrorResponse(429, type, ErrorReason.LIMIT, message, Outcome.QUOTA_REFUSED, headers);
    }

    /** Limits cannot be counted now. */
    static ErrorResponse quotaUnavailable(String message, Map<String, String> headers) {
        return new ErrorResponse(503, ErrorType.API, ErrorReason.QUOTA_STORE, message, Outcome.QUOTA_REFUSED, headers);
    }

    /** Limits cannot be read now. */
    static ErrorResponse limitsUnreadable() {
        String message = "The limits cannot be read at the moment, as this gateway's quota store does not respond.";
        return quotaUnavailable(message, Map.of("retry-after", "5"));
    }

    /** A key that is bound to one user names another. */
    static ErrorResponse otherUser() {
        return userForbidden("user_id: this key speaks for one user, who is another; leave user_id out", Map.of());
    }

    static ErrorResponse unreachable(ErrorReason reason, String message) {
        return new ErrorResponse(502, ErrorType.API, reason, message, Outcome.UPSTREAM_UNREACHABLE, Map.of());
    }

    static ErrorResponse upstreamKeyRejected() {
        return unreachable(
                ErrorReason.KEY_REJECTED,
                "The upstream rejected this gateway's own key; whoever runs the gateway must replace it.");
    }

    static ErrorResponse unreadableList() {
        return unreachable(ErrorReason.UNUSABLE, "The upstream's list of models could not be read.");
    }

    /** What came after an early commit is neither a stream nor an error of the API. */
    static ErrorResponse noStream(int status) {
        return new ErrorResponse(
                502,
                ErrorType.API,
                ErrorReason.UNUSABLE,
                "The upstream responded with status " + status + " and neither a stream nor an error of the API.",
                Outcome.UPSTREAM_ERROR,
                Map.of());
    }

    static ErrorResponse upstreamTimedOut(String setting) {
        return timedOut("The upstream did not respond within " + setting + ".");
    }

    /** The response was cut before the client got any of it. */
    static ErrorResponse notCommitted(CutReason reason, String message) {
        return switch (reason) {
            case TIMED_OUT -> timedOut(message);
            case INTERRUPTED -> draining();
            case UPSTREAM_BROKE_OFF -> unreachable(ErrorReason.CLOSED, message);
        };
    }

    private static ErrorResponse timedOut(String message) {
        return new ErrorResponse(
                504, ErrorType.TIMEOUT, ErrorReason.TIMEOUT, message, Outcome.UPSTREAM_UNREACHABLE, Map.of());
    }

    /** A fault of Weir; the message says nothing of its internals. */
    public static ErrorResponse fault() {
        String message = "The gateway failed. The id of this request finds the reason in its log.";
        return new ErrorResponse(500, ErrorType.API, ErrorReason.FAULT, message, Outcome.FAILED, Map.of());
    }

    private static ErrorResponse invalid(int status, ErrorReason reason, String message) {
        return new ErrorResponse(status, ErrorType.INVALID_REQUEST, reason, message, Outcome.INVALID, Map.of());
    }

    private static ErrorResponse shed(ErrorReason reason, String message) {
        return new ErrorResponse(529, ErrorType.OVERLOADED, reason, message, Outcome.SHED, RETRY_SOON);
    }
}
