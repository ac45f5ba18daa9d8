package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.metering.UsageRecord;
import dev.weir.metering.UsageRecords;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What traces cost where no endpoint is set: nothing. */
class TracesOffTest {
    private static final int EXCHANGES = 100_000;

    private static void exchange(Traces traces, MultiMap headers, Instant now, UsageRecord record) {
        ExchangeTrace trace = traces.begin(headers, now);
        trace.begin(ChildSpan.QUOTA);
        trace.end(ChildSpan.QUOTA, "granted");
        trace.beginAttempt("anthropic", "main");
        trace.endAttempt("responded");
        trace.begin(ChildSpan.RELAY);
        trace.end(ChildSpan.RELAY, "completed");
        trace.end(record);
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Traces off = Traces.off();
        MultiMap headers = HttpHeaders.headers();
        Instant now = Instant.EPOCH;
        UsageRecord record = UsageRecords.completed();
        exchange(off, headers, now, record);
        long before = threads.getCurrentThreadAllocatedBytes();
        long own = threads.getCurrentThreadAllocatedBytes() - before;

        long begin = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EXCHANGES; i++) {
            exchange(off, headers, now, record);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - begin - own;

        assertThat(allocated).isLessThan(EXCHANGES / 10); // what the JVM itself allocates beside
    }

    @Test
    void loadsNoClassOfOpenTelemetryAndStartsNoThread() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TracesOffTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output).contains("dev.weir.tracing.NoTrace").doesNotContain("io.opentelemetry");
    }

    /** The program of the test above. */
    public static void main(String[] args) {
        exchange(Traces.off(), HttpHeaders.headers(), Instant.EPOCH, UsageRecords.completed());
    }
}
