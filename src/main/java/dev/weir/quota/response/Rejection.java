package dev.weir.quota.response;

import dev.weir.messages.ErrorType;
import java.util.Map;

/**
 * An error response about a limit that has no room.
 *
 * @param message names the limit, what is used, when it has room and what to do
 */
public record Rejection(ErrorType type, String message, Map<String, String> headers) {
    public Rejection {
        headers = Map.copyOf(headers);
    }
}
