package dev.weir.simulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The errors that a script can select, with the API's messages. Source: Messages API, errors; messages as received. */
final class ErrorTable {
    private static final String RETRY_AFTER = "retry-after";
    private static final String SEE_LIMITS = " For details, refer to: https://docs.claude.com/en/api/rate-limits."
            + " You can see the response headers for current usage. Please reduce the prompt length or the maximum"
            + " tokens requested, or try again later. You may also contact sales at"
            + " https://claude.com/contact-sales to discuss your options for a rate limit increase.";

    private ErrorTable() {}

    /** The error that a script selects; empty where it selects none. */
    static Optional<ApiError> find(SimulationScript script) {
        Optional<ErrorKind> kind = script.find(SimulatedFault.OfKind.class).map(SimulatedFault.OfKind::kind);
        return script.find(SimulatedFault.Status.class)
                .map(SimulatedFault.Status::code)
                .or(() -> kind.map(ErrorTable::usualStatus))
                .map(status -> dressed(status == 429 || status == 400 ? kinded(status, kind) : plain(status), script));
    }

    /** The error type that goes with a status. */
    static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 501 -> "not_supported";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** All kinds, for the message about an unknown one. */
    static String kindNames() {
        return "one of "
                + Arrays.stream(ErrorKind.values()).map(ErrorKind::wireName).collect(Collectors.joining(", "));
    }

    private static int usualStatus(ErrorKind kind) {
        return switch (kind) {
            case USAGE_LIMIT -> 400;
            case HTML -> 413;
            default -> 429;
        };
    }

    private static ApiError dressed(ApiError error, SimulationScript script) {
        Map<String, String> headers = new HashMap<>(error.headers());
        script.find(SimulatedFault.RetryAfter.class).ifPresent(retry -> headers.put(RETRY_AFTER, retry.value()));
        script.find(SimulatedFault.ShouldRetry.class)
                .ifPresent(retry -> headers.put("x-should-retry", String.valueOf(retry.wanted())));
        Optional<String> code = script.find(SimulatedFault.ErrorCode.class)
                .map(SimulatedFault.ErrorCode::code)
                .or(error::code);
        return new ApiError(error.status(), error.type(), error.message(), code, headers);
    }

    private static ApiError plain(int status) {
        return ApiError.of(status, type(status), message(status));
    }

    private static String message(int status) {
        return switch (status) {
            case 401 -> "invalid x-api-key";
            case 402 -> "There is a problem with your billing or payment information.";
            case 403 -> "Your API key does not have permission to use the specified resource.";
            case 404 -> "The requested resource could not be found.";
            case 408, 504 -> "Request timed out";
            case 409 -> "The request conflicts with the current state of the resource.";
            case 413 -> "Request exceeds the maximum size";
            case 501 -> "This feature is not supported.";
            case 529 -> "Overloaded";
            default -> status < 500 ? "The request was rejected (simulated " + status + ")." : "Internal server error";
        };
    }

    private static ApiError kinded(int status, Optional<ErrorKind> kind) {
        return switch (kind.orElse(status == 429 ? ErrorKind.REQUESTS : ErrorKind.HTML)) {
            case REQUESTS -> limited("requests", "of 4,000 requests per minute", "12");
            case INPUT_TOKENS -> limited("input-tokens", "of 2,000,000 input tokens per minute", "20");
            case OUTPUT_TOKENS -> limited("output-tokens", "of 400,000 output tokens per minute", "20");
            case ACCELERATION ->
                retried(
                                "This request would exceed your organization's maximum usage increase rate for input"
                                        + " tokens per minute. Please scale up your input tokens usage more gradually"
                                        + " to stay within the acceleration limit." + SEE_LIMITS,
                                "30")
                        .withCode("ramp_limit_exceeded");
            case CONCURRENCY ->
                retried(
                        "Number of concurrent connections has exceeded your rate limit. Please try again later or"
                                + " contact sales at https://www.anthropic.com/contact-sales to discuss your options"
                                + " for a rate limit increase.",
                        "1");
            case WORKSPACE ->
                retried("This request would exceed your workspace's rate limit. Please try again later.", "30");
            case SPEND_LIMIT ->
                spent("This request would exceed your account's monthly spend limit. Please try again later.")
                        .withCode("enforced_spend_limit_reached");
            case CONTRACT_LIMIT ->
                spent("This request would exceed your contract's spend limit.")
                        .withCode("contract_spend_limit_reached");
            case USAGE_LIMIT ->
                ApiError.invalid("You have reached your specified API usage limits. You will regain access on"
                        + " 2027-01-01 at 00:00 UTC.");
            case HTML -> plain(status);
        };
    }

    private static ApiError limited(String bucket, String limit, String seconds) {
        String message = "This request would exceed your organization's rate limit " + limit + "." + SEE_LIMITS;
        Map<String, String> headers = Map.of(RETRY_AFTER, seconds, "anthropic-ratelimit-" + bucket + "-remaining", "0");
        return new ApiError(429, type(429), message, Optional.empty(), headers);
    }

    private static ApiError retried(String message, String seconds) {
        return new ApiError(429, type(429), message, Optional.empty(), Map.of(RETRY_AFTER, seconds));
    }

    private static ApiError spent(String message) {
        return ApiError.of(429, type(429), message);
    }
}
