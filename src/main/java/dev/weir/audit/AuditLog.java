package dev.weir.audit;

import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The audit log: one line of {@code name=value} pairs for each event, as {@code docs/operations.md} lists them.
 *
 * <p>Values are names of the policy and the settings, keyed hashes and numbers: no credential, no identity, and nothing
 * as a client sent it. Safe for any thread.
 */
public final class AuditLog {
    /** The logger category of the lines; they have level INFO. */
    public static final String CATEGORY = "weir.audit";

    private final Consumer<String> sink;

    /** Makes a log that hands each line, without its end, to a sink. */
    public AuditLog(Consumer<String> sink) {
        this.sink = sink;
    }

    /** Makes a log that writes to the logger {@value #CATEGORY}. */
    public static AuditLog toLogger() {
        Logger logger = Logger.getLogger(CATEGORY);
        return new AuditLog(logger::info);
    }

    /**
     * Writes a line.
     *
     * @param namesAndValues a name before each value; a value with blanks, quotes or control characters is quoted
     */
    public void write(AuditEvent event, String... namesAndValues) {
        StringBuilder line = new StringBuilder("event=").append(event.label());
        for (int at = 0; at + 1 < namesAndValues.length; at += 2) {
            line.append(' ').append(namesAndValues[at]).append('=');
            appendValue(line, namesAndValues[at + 1]);
        }
        sink.accept(line.toString());
    }

    private static void appendValue(StringBuilder line, String value) {
        boolean isPlain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=');
        if (isPlain) {
            line.append(value);
            return;
        }
        line.append('"');
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                line.append('\\');
            }
            line.append(c < ' ' || c == 0x7f ? ' ' : (char) c);
        });
        line.append('"');
    }
}
