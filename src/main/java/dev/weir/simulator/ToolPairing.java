package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the user's next turn has the results of the assistant's tool calls and no others. Neighbours of the
 * same role are one turn; {@code system} messages do not count. Source: Messages API, tool use.
 */
final class ToolPairing {
    private final Set<String> open = new LinkedHashSet<>();
    private boolean answering;
    private String asked = "";

    private ToolPairing() {}

    /** The first fault of a list of messages; empty for a good one. */
    static Optional<ApiError> firstFault(JsonNode messages) {
        ToolPairing pairing = new ToolPairing();
        for (int at = 0; at < messages.size(); at++) {
            Optional<ApiError> fault = pairing.next("messages." + at, messages.get(at));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return pairing.answering ? pairing.unanswered() : Optional.empty();
    }

    private Optional<ApiError> next(String path, JsonNode message) {
        return switch (message.path("role").asText()) {
            case "assistant" -> call(path, message.path("content"));
            case "user" -> answer(path, message.path("content"));
            default -> Optional.empty();
        };
    }

    private Optional<ApiError> call(String path, JsonNode content) {
        if (answering && !open.isEmpty()) {
            return unanswered();
        }
        answering = false;
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("tool_use")) {
                asked = path;
                open.add(block.path("id").asText());
            }
        }
        return Optional.empty();
    }

    private Optional<ApiError> answer(String path, JsonNode content) {
        answering = true;
        for (int at = 0; at < content.size(); at++) {
            JsonNode block = content.get(at);
            String id = block.path("tool_use_id").asText();
            if (block.path("type").asText().equals("tool_result") && !open.remove(id)) {
                return Optional.of(ApiError.invalid(path + ".content." + at + ": unexpected `tool_use_id` found in"
                        + " `tool_result` blocks: " + id + ". Each `tool_result` block must have a corresponding"
                        + " `tool_use` block in the previous message."));
            }
        }
        return Optional.empty();
    }

    private Optional<ApiError> unanswered() {
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(ApiError.invalid(asked + ": `tool_use` ids were found without `tool_result` blocks"
                        + " immediately after: " + String.join(", ", open) + ". Each `tool_use` block must have a"
                        + " corresponding `tool_result` block in the next message."));
    }
}
