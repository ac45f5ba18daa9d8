package dev.weir.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A simple reader of event streams for tests. Source: HTML standard, server-sent events. */
final class SseText {
    private SseText() {}

    /** Returns the events that a blank line ended; the data lines of each joined by line feeds. */
    static List<SseEvent> events(byte[] stream) {
        String text = new String(stream, UTF_8);
        List<SseEvent> events = new ArrayList<>();
        String name = "";
        List<String> data = new ArrayList<>();
        for (String line : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new SseEvent(name, String.join("\n", data)));
                }
                name = "";
                data.clear();
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.add(value(line));
            }
        }
        return events;
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** One event; its name is empty where the stream has none. */
    record SseEvent(String name, String data) {}
}
