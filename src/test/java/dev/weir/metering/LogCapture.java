package dev.weir.metering;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hands what a logger says to a test until it is closed. */
public final class LogCapture implements AutoCloseable {
    private final Logger logger;
    private final Handler handler;

    private LogCapture(Logger logger, Handler handler) {
        this.logger = logger;
        this.handler = handler;
    }

    /** Begins to hand on what the logger of {@code category} says. */
    public static LogCapture of(String category, Consumer<LogRecord> sink) {
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                sink.accept(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        var logger = Logger.getLogger(category);
        logger.addHandler(handler);
        return new LogCapture(logger, handler);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
