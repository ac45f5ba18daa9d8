package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The responses of the mock, encoded once as they go over the wire: headers, and body in its framing. */
final class MockResponses {
    /** Events of the burst. */
    static final int EVENTS = 66;

    private static final int DELTAS = EVENTS - 5;
    private static final String USAGE = "\"usage\":{\"input_tokens\":250,\"cache_creation_input_tokens\":0,"
            + "\"cache_read_input_tokens\":0,\"output_tokens\":%d,\"service_tier\":\"standard\"}";
    private static final String MESSAGE = "{\"id\":\"msg_01BenchBenchBenchBench\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"claude-sonnet-5-5\",\"content\":%s,\"stop_reason\":%s,"
            + "\"stop_sequence\":null," + USAGE + "}";

    private MockResponses() {}

    /** Returns the whole JSON response; its body has about 1.1 KB. */
    static Buffer json() {
        String content = "[{\"type\":\"text\",\"text\":\"" + "All happy families are alike. ".repeat(27) + "\"}]";
        String body = String.format(Locale.ROOT, MESSAGE, content, "\"end_turn\"", 200);
        return Buffer.buffer(head("application/json", "content-length: " + body.length()) + body);
    }

    /** Returns the whole event stream, each event in a chunk of its own. */
    static Buffer burst() {
        Buffer all = Buffer.buffer();
        paced().forEach(all::appendBuffer);
        return all;
    }

    /** Returns the same in the pieces of a paced stream: the head with the first event, then each event. */
    static List<Buffer> paced() {
        List<Buffer> pieces = new ArrayList<>();
        String head = head("text/event-stream; charset=utf-8", "transfer-encoding: chunked");
        for (String event : events()) {
            String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
            pieces.add(Buffer.buffer((pieces.isEmpty() ? head + chunk : chunk).getBytes(US_ASCII)));
        }
        pieces.getLast().appendString("0\r\n\r\n");
        return List.copyOf(pieces);
    }

    /** Returns the events of the burst, each with its blank line. */
    static List<String> events() {
        List<String> events = new ArrayList<>();
        String start = String.format(Locale.ROOT, MESSAGE, "[]", "null", 1);
        events.add(event("message_start", "\"message\":" + start));
        events.add(event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        for (int i = 0; i < DELTAS; i++) {
            events.add(event(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word " + i + "\"}"));
        }
        events.add(event("content_block_stop", "\"index\":0"));
        events.add(event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":200}"));
        events.add(event("message_stop", ""));
        return events;
    }

    private static String event(String type, String rest) {
        String comma = rest.isEmpty() ? "" : ",";
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + comma + rest + "}\n\n";
    }

    private static String head(String type, String framing) {
        return "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\nrequest-id: req_011BenchBenchBenchBench\r\n" + framing
                + "\r\n\r\n";
    }
}
