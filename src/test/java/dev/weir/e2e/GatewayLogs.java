package dev.weir.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.metering.UsageLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** All that the gateway logs. */
final class GatewayLogs extends Handler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PatternFormatter MESSAGE = new PatternFormatter("%m");

    private final List<String> usage = new CopyOnWriteArrayList<>();
    private final List<String> everything = new CopyOnWriteArrayList<>();

    /** Listens; for a booted gateway, as its start takes away listeners. */
    void attach() {
        for (String category : List.of("", UsageLog.CATEGORY)) {
            Logger logger = Logger.getLogger(category);
            if (!List.of(logger.getHandlers()).contains(this)) {
                logger.addHandler(this);
            }
        }
        setLevel(Level.ALL);
    }

    /** Keeps no more lines, until it is attached again. */
    void detach() {
        for (String category : List.of("", UsageLog.CATEGORY)) {
            Logger.getLogger(category).removeHandler(this);
        }
    }

    @Override
    public void publish(LogRecord record) {
        String text = MESSAGE.format(record);
        String line = record.getLoggerName() + " " + text + stackTrace(record);
        everything.add(line);
        Canaries.watch("log", line);
        if (UsageLog.CATEGORY.equals(record.getLoggerName())) {
            usage.add(text);
        }
    }

    /** Returns every line so far, stack traces included. */
    List<String> everything() {
        return List.copyOf(everything);
    }

    /** Returns the lines of the usage log about one request. */
    List<JsonNode> usageOf(String weirRequestId) {
        return usage.stream()
                .filter(line -> line.contains(weirRequestId))
                .map(GatewayLogs::json)
                .toList();
    }

    /** Returns the only line about one request, once it is there. */
    JsonNode onlyUsageOf(String weirRequestId) {
        BoundedWait.until("a usage line", () -> !usageOf(weirRequestId).isEmpty());
        List<JsonNode> lines = usageOf(weirRequestId);
        if (lines.size() != 1) {
            throw new AssertionError("usage lines: " + lines.size() + " (expected: 1)");
        }
        return lines.getFirst();
    }

    /** Returns all lines of the usage log so far. */
    List<JsonNode> usage() {
        return usage.stream().map(GatewayLogs::json).toList();
    }

    private static String stackTrace(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return "";
        }
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return "\n" + text;
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void flush() {
        // Nothing is held back
    }

    @Override
    public void close() {
        // Nothing is open
    }
}
