package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.e2e.ScriptedUpstream.ConnectionScript;

/** Requests and responses for tests of limits, and what {@code GET /weir/limits} shows of them. */
final class QuotaRequests {
    static final String JSON = "200 OK\r\ncontent-type: application/json\r\n";

    private QuotaRequests() {}

    /** Returns a request of a user. */
    static String body(String user, boolean stream) {
        return "{\"model\":\"claude-opus-4-6\",\"max_tokens\":64,\"stream\":" + stream + ",\"metadata\":{\"user_id\":\""
                + user + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    /** Returns a JSON response that used so many tokens. */
    static String message(int input, int output) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"model\":\"claude-opus-4-6\",\"usage\":{\"input_tokens\":"
                + input + ",\"output_tokens\":" + output + "}}";
    }

    /** Returns the first event of a stream that used so many tokens of input, and one of output so far. */
    static String start(int input) {
        return """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
                "model":"claude-opus-4-6","usage":{"input_tokens":%d,"output_tokens":1}}}

                """.formatted(input);
    }

    /** Returns the last events of a stream that used so many tokens of output. */
    static String end(int output) {
        return """
                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":%d}}

                event: message_stop
                data: {"type":"message_stop"}

                """.formatted(output);
    }

    /** Returns an event of a stream with so much text. */
    static String text(String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}\n\n";
    }

    /** Returns a script that responds with a JSON body. */
    static ConnectionScript json(String body) {
        return whole(JSON, body);
    }

    /** Returns a script that responds with a body; {@code head} is the status and header lines, each with its end. */
    static ConnectionScript whole(String head, String body) {
        return connection -> connection.respond(head, body.getBytes(UTF_8));
    }

    /** Returns a script that responds with an event stream. */
    static ConnectionScript stream(String events) {
        return connection -> {
            connection.beginStream();
            if (!events.isEmpty()) {
                connection.chunk(events);
            }
            connection.lastChunk();
        };
    }

    /** Returns what is used of a limit. */
    static long used(JsonNode limits, String name) {
        return limit(limits, name).get("used").asLong();
    }

    /** Returns the state of a limit. */
    static JsonNode limit(JsonNode limits, String name) {
        for (JsonNode limit : limits.get("limits")) {
            if (limit.get("name").asText().equals(name)) {
                return limit;
            }
        }
        throw new AssertionError("no limit " + name + " in " + limits);
    }
}
