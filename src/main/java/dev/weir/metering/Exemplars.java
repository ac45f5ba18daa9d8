package dev.weir.metering;

import dev.weir.metering.UsageRecord.Ids;
import dev.weir.metering.UsageRecord.TraceIds;
import io.prometheus.client.exemplars.Exemplar;
import io.prometheus.client.exemplars.ExemplarSampler;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives counters and histograms an example of what they count: the {@code request_id} of an exchange, by which the
 * usage log and the client's response know it, and its trace where there is one. OpenMetrics calls it an exemplar.
 *
 * <p>Only what is counted while {@link #during} runs gets one, and each series a new one at most every ten seconds.
 */
public final class Exemplars implements ExemplarSampler {
    /** The sample of a histogram's count with an exemplar. */
    private static final Pattern OF_COUNT =
            Pattern.compile("^(\\w+_count(?:\\{[^\\n]*})? \\S+) # \\{[^\\n]*$", Pattern.MULTILINE);

    private static final long KEPT_MILLIS = Duration.ofSeconds(10).toMillis();

    private static final ThreadLocal<@Nullable CountedExchange> COUNTED = new ThreadLocal<>();

    private final Clock clock;

    /** Makes a sampler; {@code clock} says how old an exemplar is. */
    public Exemplars(Clock clock) {
        this.clock = clock;
    }

    private record CountedExchange(Ids exchange, long millis) {}

    /** Runs {@code counting}, on this thread; what it counts is an example of that request. */
    public void during(Ids exchange, Runnable counting) {
        COUNTED.set(new CountedExchange(exchange, clock.millis()));
        try {
            counting.run();
        } finally {
            COUNTED.remove();
        }
    }

    /**
     * Returns a scrape in OpenMetrics without exemplars at the counts of histograms.
     *
     * <p>Micrometer writes them, OpenMetrics allows them at buckets and counters only, and Prometheus rejects the whole
     * scrape [seen with 2.42].
     */
    public static String withoutThoseOfCounts(String openMetrics) {
        return OF_COUNT.matcher(openMetrics).replaceAll("$1");
    }

    @Override
    public @Nullable Exemplar sample(double increment, @Nullable Exemplar previous) {
        return sample(increment, 0, 0, previous);
    }

    /** Returns the next exemplar; null keeps the one before. */
    @Override
    public @Nullable Exemplar sample(double value, double bucketFrom, double bucketTo, @Nullable Exemplar previous) {
        var counted = COUNTED.get();
        return counted == null || isFresh(previous, counted.millis())
                ? null
                : new Exemplar(value, counted.millis(), labels(counted.exchange()));
    }

    private static String[] labels(Ids ids) {
        return ids.trace()
                .filter(TraceIds::sampled)
                .map(trace -> new String[] {
                    "request_id", ids.weirRequestId(), "trace_id", trace.traceId(), "span_id", trace.spanId()
                })
                .orElseGet(() -> new String[] {"request_id", ids.weirRequestId()});
    }

    private static boolean isFresh(@Nullable Exemplar previous, long now) {
        return previous != null && previous.getTimestampMs() != null && now - previous.getTimestampMs() < KEPT_MILLIS;
    }
}
