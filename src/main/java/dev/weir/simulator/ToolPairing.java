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
    private boolean inUserTurn;
    private String callsAt = "";

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
        return pairing.inUserTurn ? pairing.missingResults() : Optional.empty();
    }

    private Optional<ApiError> next(String path, JsonNode message) {
        return switch (message.path("role").asText()) {
            case "assistant" -> readCalls(path, message.path("content"));
            case "user" -> readResults(path, message.path("content"));
            default -> Optional.empty();
        };
    }

    private Optional<ApiError> readCalls(String path, JsonNode content) {
        if (inUserTurn && !open.isEmpty()) {
            return missingResults();
        }
        inUserTurn = false;
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("tool_use")) {
                callsAt = path;
                open.add(block.path("id").asText());
            }
        }
        return Optional.empty();
    }

    private Optional<ApiError> readResults(String path, JsonNode content) {
        inUserTurn = true;
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

    private Optional<ApiError> missingResults() {
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(ApiError.invalid(callsAt + ": `tool_use` ids were found without `tool_result` blocks"
                        + " immediately after: " + String.join(", ", open) + ". Each `tool_use` block must have a"
                        + " corresponding `tool_result` block in the next message."));
    }
}
