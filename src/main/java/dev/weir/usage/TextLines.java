package dev.weir.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** Writes lines of text. */
public final class TextLines {
    private final Appendable out;

    /** Writes to {@code out}. */
    public TextLines(Appendable out) {
        this.out = out;
    }

    /** Writes a line and its end. */
    public void line(String text) {
        try {
            out.append(text).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a line could not be written", e);
        }
    }

    /** Writes comma-separated values, each in quotes where it needs them. */
    public void csv(List<String> values) {
        line(values.stream().map(TextLines::quoted).collect(Collectors.joining(",")));
    }

    private static String quoted(String value) {
        boolean isPlain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
