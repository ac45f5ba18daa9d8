package dev.weir.wiring;

import dev.weir.metering.BatchingHandler;
import dev.weir.metering.UsageLog;
import dev.weir.metering.UsageLogConfig.WhenFull;
import dev.weir.settings.WeirConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Has the handlers of the usage log write each line unchanged, and in batches. Unchanged, as Quarkus has one JSON
 * formatter for all consoles, which would wrap each line into another JSON object.
 */
@Singleton
final class UsageLogOutput {
    private static final String LINE = "%m%n";

    private final WhenFull whenFull;
    private final Logger usage;
    private final List<BatchingHandler> batching = new ArrayList<>();

    @Inject
    UsageLogOutput(WeirConfig config, MeterRegistry registry) {
        this(config.usageLog().whenFull(), Logger.getLogger(UsageLog.CATEGORY));
        FunctionCounter.builder(
                        "weir.usage.log.dropped",
                        batching,
                        all -> all.stream().mapToLong(BatchingHandler::dropped).sum())
                .register(registry);
    }

    UsageLogOutput(WhenFull whenFull, Logger usage) {
        this.whenFull = whenFull;
        this.usage = usage;
    }

    void begin(@Observes StartupEvent event) {
        begin();
    }

    /** Puts a thread before each handler; lines that come later are written by it. */
    void begin() {
        for (Handler handler : usage.getHandlers()) {
            keepLines(handler);
            BatchingHandler inBatches = new BatchingHandler(handler, whenFull);
            usage.removeHandler(handler);
            usage.addHandler(inBatches);
            batching.add(inBatches);
        }
    }

    void end(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) {
        end();
    }

    /** Writes what waits. Lines that come later are written by their own threads, as those are the last ones. */
    void end() {
        batching.forEach(BatchingHandler::close);
    }

    private static void keepLines(Handler handler) {
        if (handler.getFormatter() != null) {
            handler.setFormatter(new PatternFormatter(LINE));
        }
        if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                keepLines(inner);
            }
        }
    }
}
