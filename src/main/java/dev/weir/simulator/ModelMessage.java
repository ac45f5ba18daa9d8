package dev.weir.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A message that the simulated model produced.
 *
 * @param id {@code msg_…}
 * @param model the model that served
 * @param content its blocks
 * @param stop why it ended
 * @param usage what it read and wrote
 * @param cacheMiss why the prompt cache missed, where the script says
 */
record ModelMessage(
        String id,
        String model,
        List<ContentBlock> content,
        StopReason stop,
        SimulatedUsage usage,
        Optional<String> cacheMiss) {
    ModelMessage {
        content = List.copyOf(content);
    }

    /**
     * Why a message ended.
     *
     * @param reason the API's name for it
     * @param sequence the stop sequence that was met
     */
    record StopReason(String reason, Optional<String> sequence) {
        /** A stop by no sequence. */
        static StopReason of(String reason) {
            return new StopReason(reason, Optional.empty());
        }

        /** Writes the fields that a message and {@code message_delta} have in common. */
        void write(ObjectNode target) {
            target.put("stop_reason", reason).put("stop_sequence", sequence.orElse(null));
            if (reason.equals("refusal")) {
                target.putObject("stop_details")
                        .put("type", "refusal")
                        .put("category", "cyber")
                        .put("explanation", "The simulator refused this request, as its script says.");
            } else {
                target.putNull("stop_details");
            }
        }
    }

    /** The tokens of its thinking. */
    int thinkingTokens() {
        return content.stream()
                .filter(ContentBlock.Thinking.class::isInstance)
                .mapToInt(ContentBlock::tokens)
                .sum();
    }

    /** The whole message. Source: Messages API, Message. */
    ObjectNode json() {
        ObjectNode message = head();
        ArrayNode blocks = message.putArray("content");
        content.forEach(block -> blocks.add(block.json()));
        stop.write(message);
        ObjectNode counts = usage.full(usage.output());
        thinking(counts);
        message.set("usage", counts);
        return message;
    }

    /** The message of {@code message_start}: no content yet, the input side of the usage. */
    ObjectNode start() {
        ObjectNode message = head();
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
        message.set("usage", usage.full(Math.min(1, usage.output())));
        return message;
    }

    /** Adds the part of the output that was thinking, where there was any. */
    void thinking(ObjectNode counts) {
        int tokens = thinkingTokens();
        if (tokens > 0) {
            counts.putObject("output_tokens_details").put("thinking_tokens", tokens);
        }
    }

    private ObjectNode head() {
        ObjectNode message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        cacheMiss.ifPresent(type -> message.putObject("diagnostics")
                .putObject("cache_miss_reason")
                .put("type", type)
                .put("cache_missed_input_tokens", usage.limitedInput()));
        return message;
    }
}
