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

    private final Consumer<String> sink;

    /** Makes a log that hands each line, without its end, to a sink. */
    public UsageLog(Consumer<String> sink) {
        this.sink = sink;
    }

    /** Makes a log that writes to the logger {@value #CATEGORY}. */
    public static UsageLog toLogger() {
        var logger = Logger.getLogger(CATEGORY);
        return new UsageLog(logger::info);
    }

    void write(PricedExchange priced) {
        sink.accept(line(priced));
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
