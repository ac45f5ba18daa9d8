package dev.weir.metering;

import dev.weir.messages.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The timers of one operation on one model.
 *
 * <p>All timers have fixed buckets and nothing else: buckets of several replicas add up, quantiles do not.
 */
final class Latencies {
    /**
     * From an error response (some milliseconds) over short responses (seconds) to long streams: 20 minutes as in the
     * ecosystem's dashboards, then an hour, which is the default of {@code weir.timeout.total}.
     */
    private static final Duration[] TOTAL = millis(
            5, 25, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 600_000,
            1_200_000, 3_600_000);

    /**
     * Dense between 0.2 and 5 s where models respond; 120 s is the default of {@code weir.timeout.first-byte-stream}.
     */
    private static final Duration[] FIRST_TOKEN =
            millis(50, 100, 200, 350, 500, 750, 1_000, 1_500, 2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 120_000);

    /** From the usual time of a phase to the 100 ms deadline of the quota store and the 5 s of a connect. */
    private static final Duration[] OVERHEAD = LongStream.of(
                    20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
                    5_000_000)
            .mapToObj(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
            .toArray(Duration[]::new);

    private final Timer total;
    private final Timer firstToken;

    Latencies(MeterRegistry registry, LatencyLabels labels) {
        total = timer("weir.request.duration", labels, TOTAL).register(registry);
        firstToken = timer("weir.time.to.first.token", labels, FIRST_TOKEN).register(registry);
    }

    /** The labels of the timers. */
    record LatencyLabels(Operation operation, String model) {
        LatencyLabels folded() {
            return new LatencyLabels(operation, WeirMetrics.OTHER);
        }
    }

    static Timer overhead(MeterRegistry registry, Phase phase) {
        return Timer.builder("weir.overhead")
                .tag("phase", phase.label())
                .serviceLevelObjectives(OVERHEAD)
                .register(registry);
    }

    void record(UsageRecord.Timings times) {
        total.record(times.totalNanos(), TimeUnit.NANOSECONDS);
        times.firstTokenNanos().ifPresent(nanos -> firstToken.record(nanos, TimeUnit.NANOSECONDS));
    }

    private static Timer.Builder timer(String name, LatencyLabels labels, Duration[] buckets) {
        return Timer.builder(name)
                .tags("operation", labels.operation().label(), "model", labels.model())
                .serviceLevelObjectives(buckets);
    }

    private static Duration[] millis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
