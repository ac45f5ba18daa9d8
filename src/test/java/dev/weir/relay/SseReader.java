package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Reads event streams as the SDKs do. Source: HTML standard, server-sent events. */
final class SseReader {
    private SseReader() {}

    /** One event as an SDK passes it to its user. */
    record Event(String name, String data) {}

    /** Returns the events that a blank line ended; one that has neither name nor data is none. */
    static List<Event> events(byte[] stream) {
        String text = new String(stream, UTF_8);
        List<Event> events = new ArrayList<>();
        String name = "";
        List<String> data = new ArrayList<>();
        for (String line : lines(text.startsWith("\ufeff") ? text.substring(1) : text)) {
            if (line.isEmpty()) {
                if (!data.isEmpty() || !name.isEmpty()) {
                    events.add(new Event(name, String.join("\n", data)));
                }
                name = "";
                data.clear();
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "event" -> name = value;
                case "data" -> data.add(value);
                default -> {}
            }
        }
        return events;
    }

    /** Returns the lines that are ended; what follows the last end of a line is none. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\r\n|\r|\n", -1)));
        lines.removeLast();
        return lines;
    }
}
