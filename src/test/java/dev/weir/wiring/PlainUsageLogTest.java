package dev.weir.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.handlers.AsyncHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.Test;

class PlainUsageLogTest {
    @Test
    void formatsALineAsItIsAlsoInAHandlerBehindAnother() {
        Logger usage = LogContext.create().getLogger("weir.usage");
        AsyncHandler outer = new AsyncHandler(1);
        ConsoleHandler inner = new ConsoleHandler(new Quoted());
        outer.addHandler(inner);
        usage.addHandler(outer);

        PlainUsageLog.keep(usage);

        LogRecord line = new ExtLogRecord(Level.INFO, "{\"status\":200}", "");
        assertThat(inner.getFormatter().format(line)).isEqualTo("{\"status\":200}" + System.lineSeparator());
    }

    /** Stands for Quarkus' JSON formatter. */
    private static final class Quoted extends Formatter {
        @Override
        public String format(LogRecord record) {
            return "{\"message\":\"" + record.getMessage() + "\"}";
        }
    }
}
