package dev.weir.e2e;

import static dev.weir.e2e.QuotaTeams.keyOf;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The requests and responses of which the cost is counted, each response in one write of the upstream. */
final class CostTraffic {
    /** Events of a burst; the benchmark has as many. */
    static final int EVENTS = 66;

    private static final String JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";

    private CostTraffic() {}

    /** Returns a request of a team on a plan; its body has this many bytes of text. */
    static RawRequest request(String plan, int text, boolean stream) {
        String body = QuotaRequests.body("cost", stream).replace("\"hi\"", '"' + "x".repeat(text) + '"');
        return RawRequest.message(keyOf(plan), body);
    }

    /** Returns the events of a stream. */
    static List<String> events(int count) {
        String text = QuotaRequests.text("some words of a model");
        List<String> events = new ArrayList<>(Collections.nCopies(count, text));
        events.set(0, QuotaRequests.start(20));
        String end = QuotaRequests.end(count);
        int stop = end.indexOf("event: message_stop");
        events.set(count - 2, end.substring(0, stop));
        events.set(count - 1, end.substring(stop));
        return events;
    }

    /** Returns a script that sends all events of a burst, each in a chunk of its own. */
    static ScriptedUpstream.ConnectionScript burst() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(ScriptedConnection.STREAM_HEAD.getBytes(UTF_8));
        events(EVENTS).forEach(event -> all.writeBytes(ByteChunks.chunk(event.getBytes(UTF_8))));
        all.writeBytes("0\r\n\r\n".getBytes(UTF_8));
        return sending(all.toByteArray());
    }

    /** Returns a script that sends a JSON message with this many bytes of text. */
    static ScriptedUpstream.ConnectionScript message(int text) {
        String message = QuotaRequests.message(20, 15)
                .replace(
                        "\"usage\"",
                        "\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(text) + "\"}],\"usage\"");
        return sending((JSON_HEAD + message.length() + "\r\n\r\n" + message).getBytes(UTF_8));
    }

    private static ScriptedUpstream.ConnectionScript sending(byte[] response) {
        return connection -> connection.send(response);
    }

    /** Sends a request over a connection, {@code count} times one after the other; each must succeed as a whole. */
    static void repeat(int count, RawClient client, RawRequest request) {
        for (int i = 0; i < count; i++) {
            ReceivedResponse response = client.exchange(request);
            if (response.status() != 200 || !response.whole()) {
                throw new AssertionError(response.head().startLine() + " " + response.text());
            }
        }
    }
}
