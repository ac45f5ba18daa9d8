package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for a message that has been checked.
 *
 * @param body the request
 * @param model the model that serves it
 * @param script the script of the response
 */
record SimulatedRequest(JsonNode body, String model, SimulationScript script) {
    /** The most tokens that may be produced. */
    int maxTokens() {
        return (int) Math.min(Integer.MAX_VALUE, body.path("max_tokens").asLong());
    }

    /** Whether the response is an event stream. */
    boolean streams() {
        return body.path("stream").asBoolean();
    }

    /** The stop sequences, in their order. */
    List<String> stopSequences() {
        List<String> sequences = new ArrayList<>();
        body.path("stop_sequences").forEach(one -> sequences.add(one.asText()));
        return sequences;
    }

    /** The name of the first tool that the model may call; empty where there is none. */
    Optional<String> firstTool() {
        return tools().stream().findFirst();
    }

    /** The names of the tools that the model may call, in their order. */
    List<String> tools() {
        List<String> names = new ArrayList<>();
        body.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    /** Whether the last user message contains the result of a tool. */
    boolean bringsToolResult() {
        for (JsonNode block : lastUserContent()) {
            if (block.path("type").asText().equals("tool_result")) {
                return true;
            }
        }
        return false;
    }

    /** The text of the last user message, block by block. */
    List<String> lastUserTexts() {
        JsonNode content = lastUserContent();
        List<String> texts = new ArrayList<>();
        if (content.isTextual()) {
            texts.add(content.asText());
        }
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                texts.add(block.path("text").asText());
            }
        }
        return texts;
    }

    private JsonNode lastUserContent() {
        JsonNode messages = body.path("messages");
        for (int at = messages.size() - 1; at >= 0; at--) {
            if (messages.get(at).path("role").asText().equals("user")) {
                return messages.get(at).path("content");
            }
        }
        return Json.object().path("content");
    }
}
