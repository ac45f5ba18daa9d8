package dev.weir.wiring;

import dev.weir.metering.UsageLog;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Writes the lines of the usage log unchanged where {@code quarkus.log.console.json.enabled} is set: Quarkus has one
 * JSON formatter for all consoles, and would wrap each line into another JSON object.
 */
@Singleton
final class PlainUsageLog {
    private static final String LINE = "%m%n";

    void begin(@Observes StartupEvent event) {
        keep(Logger.getLogger(UsageLog.CATEGORY));
    }

    static void keep(Logger usage) {
        for (Handler handler : usage.getHandlers()) {
            keep(handler);
        }
    }

    private static void keep(Handler handler) {
        if (handler.getFormatter() != null) {
            handler.setFormatter(new PatternFormatter(LINE));
        }
        if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                keep(inner);
            }
        }
    }
}
