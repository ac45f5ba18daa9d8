package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API's rules for messages and their blocks, with its messages. Source: Messages API, content blocks. */
final class ContentRules {
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    private static final int MOST_MESSAGES = 100_000;
    private static final int MOST_BREAKPOINTS = 4;

    private ContentRules() {}

    /** The first fault of the messages of a body; empty for good ones. */
    static Optional<ApiError> firstFault(JsonNode body, ApiVersion version) {
        JsonNode messages = body.path("messages");
        if (messages.isEmpty()) {
            return reject("messages: at least one message is required");
        }
        if (messages.size() > MOST_MESSAGES) {
            return reject("messages: List should have at most " + MOST_MESSAGES + " items after validation");
        }
        for (int at = 0; at < messages.size(); at++) {
            boolean last = at == messages.size() - 1;
            Optional<ApiError> fault = message("messages." + at, messages.get(at), version, last);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return prefill(body).or(() -> ToolPairing.firstFault(messages)).or(() -> breakpoints(body));
    }

    private static Optional<ApiError> message(String path, JsonNode message, ApiVersion version, boolean last) {
        if (!message.isObject()) {
            return reject(path + ": Input should be a valid dictionary or object to extract fields from");
        }
        for (String field : List.of("role", "content")) {
            if (!message.has(field)) {
                return reject(path + "." + field + ": Field required");
            }
        }
        String role = message.path("role").asText();
        if (!ROLES.contains(role)) {
            return reject(path + ".role: Input should be 'user', 'assistant' or 'system'");
        }
        JsonNode content = message.path("content");
        if (!content.isTextual() && !content.isArray()) {
            return reject(path + ".content: Input should be a valid list");
        }
        boolean empty = content.isTextual() ? content.asText().isEmpty() : content.isEmpty();
        if (empty && !(last && role.equals("assistant"))) {
            return reject(path + ": all messages must have non-empty content except for the optional final assistant"
                    + " message");
        }
        return content.isArray() ? blocks(path + ".content.", content, role, version) : Optional.empty();
    }

    private static Optional<ApiError> blocks(String path, JsonNode blocks, String role, ApiVersion version) {
        for (int at = 0; at < blocks.size(); at++) {
            JsonNode block = blocks.get(at);
            if (!block.path("type").isTextual()) {
                return reject(path + at + ".type: Field required");
            }
            Optional<ApiError> fault = block(path + at, block, role, version);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<ApiError> block(String path, JsonNode block, String role, ApiVersion version) {
        String type = block.path("type").asText();
        boolean strict = version == ApiVersion.V2026_10_21;
        if (type.equals("text")) {
            if (!block.path("text").isTextual()) {
                return reject(path + ".text.text: Field required");
            }
            if (block.path("text").asText().isEmpty()) {
                return reject("messages: text content blocks must be non-empty");
            }
            if (strict && role.equals("user") && !block.path("citations").isEmpty()) {
                return reject(path + ".text.citations: citations are not permitted in `user` messages");
            }
        }
        if (type.equals("tool_result") && !block.path("tool_use_id").isTextual()) {
            return reject(path + ".tool_result.tool_use_id: Field required");
        }
        if (strict && role.equals("assistant") && type.equals("document")) {
            return reject(path + ": `document` blocks are not permitted in `assistant` messages");
        }
        return Optional.empty();
    }

    private static Optional<ApiError> prefill(JsonNode body) {
        JsonNode messages = body.path("messages");
        boolean prefilled =
                messages.get(messages.size() - 1).path("role").asText().equals("assistant");
        return prefilled && SimulatedModels.isAtLeastFour(body.path("model").asText(), 6)
                ? reject("This model does not support assistant message prefill. The conversation must end with a user"
                        + " message.")
                : Optional.empty();
    }

    private static Optional<ApiError> breakpoints(JsonNode body) {
        int found = (body.path("cache_control").isObject() ? 1 : 0) + count(body.path("tools"));
        found += count(body.path("system"));
        for (JsonNode message : body.path("messages")) {
            found += count(message.path("content"));
        }
        return found > MOST_BREAKPOINTS
                ? reject("A maximum of " + MOST_BREAKPOINTS + " blocks with cache_control may be provided. Found "
                        + found + ".")
                : Optional.empty();
    }

    private static int count(JsonNode blocks) {
        int found = 0;
        for (JsonNode block : blocks) {
            found += block.path("cache_control").isObject() ? 1 : 0;
        }
        return found;
    }

    private static Optional<ApiError> reject(String message) {
        return Optional.of(ApiError.invalid(message));
    }
}
