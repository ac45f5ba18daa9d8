package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A content block of a message. */
sealed interface ContentBlock {
    /** Plain text. */
    record Text(String text) implements ContentBlock {}

    /**
     * Thinking.
     *
     * @param thinking empty where the request omits it
     * @param tokens its length, shown or omitted
     */
    record Thinking(String thinking, String signature, int tokens) implements ContentBlock {}

    /** A call of a tool. */
    record ToolUse(String id, String name, JsonNode input) implements ContentBlock {}

    /** The estimate of what the model produced for it. */
    default int tokens() {
        return switch (this) {
            case Text(String text) -> TokenEstimate.of(text);
            case Thinking thinking -> thinking.tokens;
            case ToolUse tool -> TokenEstimate.of(tool.name) + TokenEstimate.of(tool.input.toString());
        };
    }

    /** The block as it stands in a message. Source: Messages API, content blocks. */
    default ObjectNode json() {
        return switch (this) {
            case Text(String text) -> Json.object().put("type", "text").put("text", text);
            case Thinking block ->
                Json.object()
                        .put("type", "thinking")
                        .put("thinking", block.thinking)
                        .put("signature", block.signature);
            case ToolUse(String id, String name, JsonNode input) -> {
                ObjectNode block =
                        Json.object().put("type", "tool_use").put("id", id).put("name", name);
                block.set("input", input);
                yield block;
            }
        };
    }
}
