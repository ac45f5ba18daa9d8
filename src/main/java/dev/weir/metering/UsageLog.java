package dev.weir.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The usage log: one JSON object per exchange and line, with the same keys in the same order each time, as
 * {@code docs/usage-log.md} lists them.
 *
 * <p>It holds no content, no credential and no text as a client sent it.
 */
public final class UsageLog {
    /** The logger category of the lines; they have level INFO, and the message is the whole line. */
    public static final String CATEGORY = "weir.usage";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_LENGTH = 1_024;

    private final Consumer<Object> sink;

    /**
     * Makes a log that hands each line, without its end, to a sink.
     *
     * @param sink takes an object whose text is the line; it is formatted when the text is first asked for
     */
    public UsageLog(Consumer<Object> sink) {
        this.sink = sink;
    }

    /**
     * Makes a log that writes to the logger {@value #CATEGORY}. A line is formatted by the thread that writes it, so
     * that the event loop is free meanwhile.
     */
    public static UsageLog toLogger() {
        var logger = Logger.getLogger(CATEGORY);
        return new UsageLog(line -> logger.infof("%s", line));
    }

    /** Writes a line; {@code onFailure} takes what prevents it, now or when it is formatted. */
    void write(PricedExchange priced, Consumer<RuntimeException> onFailure) {
        try {
            sink.accept(new Line(priced, onFailure));
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }

    /** One line, not yet formatted. */
    private record Line(PricedExchange priced, Consumer<RuntimeException> onFailure) {
        @Override
        public String toString() {
            try {
                return line(priced);
            } catch (RuntimeException e) {
                onFailure.accept(e);
                // Handlers print what they catch, and a message may hold what a client sent
                throw new IllegalStateException(
                        "a line cannot be formatted: " + e.getClass().getName());
            }
        }
    }

    private static String line(PricedExchange priced) {
        var line = new StringWriter(USUAL_LENGTH);
        try (var json = JSON.createGenerator(line)) {
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            new UsageLine(json).write(priced);
        } catch (IOException e) {
            throw new UncheckedIOException("a line in memory could not be written", e);
        }
        return line.toString();
    }
}
