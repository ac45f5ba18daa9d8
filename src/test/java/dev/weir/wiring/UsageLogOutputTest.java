package dev.weir.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metering.UsageLogConfig.WhenFull;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.handlers.AsyncHandler;
import org.jboss.logmanager.handlers.OutputStreamHandler;
import org.junit.jupiter.api.Test;

class UsageLogOutputTest {
    private final Logger usage = LogContext.create().getLogger("weir.usage");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamHandler toBytes = new OutputStreamHandler(written, new Quoted());
    private final UsageLogOutput output = new UsageLogOutput(WhenFull.DROP, usage);

    @Test
    void writesLinesUnchanged() {
        usage.addHandler(toBytes);
        output.begin();
        usage.info("{\"status\":200}");

        output.end();

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("{\"status\":200}" + System.lineSeparator());
    }

    @Test
    void formatsALineAsItIsAlsoInAHandlerBehindAnother() {
        AsyncHandler outer = new AsyncHandler(1);
        outer.addHandler(toBytes);
        usage.addHandler(outer);

        output.begin();

        LogRecord line = new ExtLogRecord(Level.INFO, "{\"status\":200}", "");
        assertThat(toBytes.getFormatter().format(line)).isEqualTo("{\"status\":200}" + System.lineSeparator());
    }

    @Test
    void writesALineThatComesAfterTheEnd() {
        usage.addHandler(toBytes);
        output.begin();
        output.end();

        usage.info("{\"status\":529}");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("{\"status\":529}" + System.lineSeparator());
    }

    /** Stands for Quarkus' JSON formatter. */
    private static final class Quoted extends Formatter {
        @Override
        public String format(LogRecord record) {
            return "{\"message\":\"" + record.getMessage() + "\"}";
        }
    }
}
