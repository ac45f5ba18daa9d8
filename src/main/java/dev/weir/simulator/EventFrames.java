package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a message as server-sent events, in the order and with the fields of the API. Source: Messages API, streaming.
 */
final class EventFrames {
    private static final int PIECE = 24;

    private final List<Buffer> frames = new ArrayList<>();
    private final SimulationScript script;

    private EventFrames(SimulationScript script) {
        this.script = script;
    }

    /** The events of a message, one buffer each. */
    static List<Buffer> of(ModelMessage message, SimulationScript script) {
        EventFrames frames = new EventFrames(script);
        frames.write(message);
        return frames.frames;
    }

    /** One event. */
    static Buffer event(String name, JsonNode data) {
        return Buffer.buffer("event: " + name + "\ndata: ")
                .appendBuffer(Json.buffer(data))
                .appendString("\n\n");
    }

    private void write(ModelMessage message) {
        boolean strange = script.has(SimulatedFault.UnknownEvents.class);
        ObjectNode start = typed("message_start");
        start.set("message", message.start());
        add(start);
        if (strange) {
            add(typed("simulated_novelty").put("note", "an event that nobody knows"));
        }
        int pings = script.find(SimulatedFault.Pings.class)
                .map(SimulatedFault.Pings::count)
                .orElse(1);
        if (message.content().isEmpty()) {
            pings(pings);
        }
        for (int index = 0; index < message.content().size(); index++) {
            block(index, message.content().get(index), index == 0 ? pings : 0);
        }
        if (strange) {
            add(typed("simulated_epilogue").put("note", "another one"));
        }
        add(end(message, strange));
        add(typed("message_stop"));
    }

    private void block(int index, ContentBlock block, int pings) {
        ObjectNode start = typed("content_block_start").put("index", index);
        start.set("content_block", opening(block));
        add(start);
        pings(pings);
        switch (block) {
            case ContentBlock.Text(String text) -> deltas(index, "text_delta", "text", text);
            case ContentBlock.Thinking thought -> {
                deltas(index, "thinking_delta", "thinking", thought.thinking());
                delta(index, "signature_delta", "signature", thought.signature());
            }
            case ContentBlock.ToolUse tool -> {
                delta(index, "input_json_delta", "partial_json", "");
                deltas(index, "input_json_delta", "partial_json", tool.input().toString());
            }
        }
        add(typed("content_block_stop").put("index", index));
    }

    /** The block as it begins: its deltas bring the content. */
    private static ObjectNode opening(ContentBlock block) {
        return switch (block) {
            case ContentBlock.Text _ -> new ContentBlock.Text("").json();
            case ContentBlock.Thinking _ -> new ContentBlock.Thinking("", "", 0).json();
            case ContentBlock.ToolUse tool -> new ContentBlock.ToolUse(tool.id(), tool.name(), Json.object()).json();
        };
    }

    private void deltas(int index, String type, String field, String text) {
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + PIECE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to++;
            }
            delta(index, type, field, text.substring(from, to));
            from = to;
        }
    }

    private void delta(int index, String type, String field, String piece) {
        ObjectNode event = typed("content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(field, piece);
        add(event);
    }

    private static ObjectNode end(ModelMessage message, boolean strange) {
        ObjectNode end = typed("message_delta");
        ObjectNode delta = end.putObject("delta");
        message.stop().write(delta);
        if (strange) {
            delta.put("simulated_field", true);
        }
        ObjectNode counts = message.usage().counts(message.usage().output());
        message.thinking(counts);
        end.set("usage", counts);
        return end;
    }

    private void pings(int count) {
        for (int sent = 0; sent < count; sent++) {
            add(typed("ping"));
        }
    }

    private static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    private void add(ObjectNode event) {
        frames.add(event(event.path("type").asText(), event));
    }
}
