package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 message as it came.
 *
 * @param fields every line in its order, names in lower case
 */
record MessageHead(String startLine, List<HeaderLine> fields) {
    MessageHead {
        fields = List.copyOf(fields);
    }

    /** One line of a head. */
    record HeaderLine(String name, String value) {}

    /** Reads a head; empty where the connection ends before there is a whole one. */
    static Optional<MessageHead> read(InputStream in) throws IOException {
        List<HeaderLine> fields = new ArrayList<>();
        Optional<String> start = line(in);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        for (Optional<String> line = line(in); ; line = line(in)) {
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (line.get().isEmpty()) {
                return Optional.of(new MessageHead(start.get(), fields));
            }
            int colon = line.get().indexOf(':');
            fields.add(new HeaderLine(
                    line.get().substring(0, colon).toLowerCase(Locale.ROOT),
                    line.get().substring(colon + 1).strip()));
        }
    }

    /** Returns a line without its end; empty where the connection ends first. */
    static Optional<String> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return Optional.empty();
            }
            line.write(octet);
        }
        String text = line.toString(ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** Returns the values of all lines of this name, in their order. */
    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(HeaderLine::value)
                .toList();
    }

    /** Returns the value of the only line of this name. */
    Optional<String> one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError(name + ": given " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** Returns the names, each once. */
    List<String> names() {
        return fields.stream().map(HeaderLine::name).distinct().toList();
    }
}
