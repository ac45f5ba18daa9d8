package dev.weir.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * An error in the API's envelope.
 *
 * @param status HTTP status
 * @param type {@code error.type}
 * @param message {@code error.message}
 * @param code {@code error.details.error_code}
 * @param headers further headers of the response
 */
record ApiError(int status, String type, String message, Optional<String> code, Map<String, String> headers) {
    ApiError {
        headers = Map.copyOf(headers);
    }

    /** An error without a code and headers of its own. */
    static ApiError of(int status, String type, String message) {
        return new ApiError(status, type, message, Optional.empty(), Map.of());
    }

    /** 400 {@code invalid_request_error}. */
    static ApiError invalid(String message) {
        return of(400, "invalid_request_error", message);
    }

    /** 401 {@code authentication_error}. */
    static ApiError unauthenticated(String message) {
        return of(401, "authentication_error", message);
    }

    /** 404 {@code not_found_error}. */
    static ApiError notFound(String message) {
        return of(404, "not_found_error", message);
    }

    /** The same error with an error code. */
    ApiError withCode(String errorCode) {
        return new ApiError(status, type, message, Optional.of(errorCode), headers);
    }

    /** The envelope. Source: Messages API, errors. */
    ObjectNode envelope(String requestId) {
        ObjectNode envelope = Json.object().put("type", "error");
        ObjectNode error = envelope.putObject("error").put("type", type).put("message", message);
        code.ifPresent(word -> error.putObject("details").put("error_code", word));
        return envelope.put("request_id", requestId);
    }
}
