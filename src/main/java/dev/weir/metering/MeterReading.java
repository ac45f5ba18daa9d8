package dev.weir.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The values of Weir's own meters at one moment, under the names and labels that {@code /q/metrics} shows, and what was
 * counted for teams that the policy no longer has, as those of the team {@code (removed)}. Immutable.
 *
 * <p>One pass over all meters makes it, so that a page of many figures costs no more than a scrape.
 */
public final class MeterReading {
    private static final String OURS = "weir.";

    private final Map<String, List<Series>> byName;
    private final Map<String, NavigableMap<Double, Double>> buckets;

    private MeterReading(Map<String, List<Series>> byName, Map<String, NavigableMap<Double, Double>> buckets) {
        this.byName = byName;
        this.buckets = buckets;
    }

    /** One time series of a metric. */
    public record Series(Map<String, String> labels, double value) {
        public Series {
            labels = Map.copyOf(labels);
        }

        /** Returns whether it has all these labels. */
        boolean has(Map<String, String> wanted) {
            return labels.entrySet().containsAll(wanted.entrySet());
        }

        /** Returns the value of a label; empty where it has none of that name. */
        public String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    /** Reads every meter of Weir. */
    static MeterReading of(MeterRegistry registry, RemovedCounts removed) {
        Map<String, List<Series>> byName = new HashMap<>();
        Map<String, NavigableMap<Double, Double>> buckets = new HashMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith(OURS)) {
                read(meter, byName, buckets);
            }
        }
        removed.counts().forEach((series, value) -> add(byName, series.metric(), series.labels(), value));
        return new MeterReading(byName, buckets);
    }

    /** Returns every series of a metric; none where nothing was counted yet. */
    public List<Series> series(String metric) {
        return byName.getOrDefault(metric, List.of());
    }

    /** Returns the sum of a metric's series. */
    public double sum(String metric) {
        return sum(metric, Map.of());
    }

    /** Returns the sum of the series of a metric that have these labels; 0 where there is none. */
    public double sum(String metric, Map<String, String> labels) {
        double sum = 0;
        for (Series each : series(metric)) {
            if (each.has(labels) && !Double.isNaN(each.value())) {
                sum += each.value();
            }
        }
        return sum;
    }

    /** Returns the sums of a metric by the values of one label, among the series that have these labels. */
    public Map<String, Double> sums(String metric, String by, Map<String, String> labels) {
        Map<String, Double> sums = new TreeMap<>();
        for (Series each : series(metric)) {
            if (each.has(labels)) {
                sums.merge(each.label(by), each.value(), Double::sum);
            }
        }
        return sums;
    }

    /**
     * Returns how many values of a histogram were at most so many seconds, by that bound and over all labels; the last
     * bound is infinite.
     */
    public NavigableMap<Double, Double> buckets(String metric) {
        return buckets.getOrDefault(metric, new TreeMap<>());
    }

    private static void read(
            Meter meter, Map<String, List<Series>> byName, Map<String, NavigableMap<Double, Double>> buckets) {
        String name = nameOf(meter);
        Map<String, String> labels = labels(meter);
        switch (meter) {
            case Timer timer -> {
                add(byName, name + "_seconds_count", labels, (double) timer.count());
                add(byName, name + "_seconds_sum", labels, timer.totalTime(TimeUnit.SECONDS));
                addBuckets(buckets.computeIfAbsent(name + "_seconds", _ -> new TreeMap<>()), timer);
            }
            case Counter counter -> add(byName, name + "_total", labels, counter.count());
            case FunctionCounter counter -> add(byName, name + "_total", labels, counter.count());
            case Gauge gauge -> add(byName, name, labels, gauge.value());
            default -> {
                for (Measurement measurement : meter.measure()) {
                    add(byName, name, labels, measurement.getValue());
                }
            }
        }
    }

    /** Returns a meter's name without the suffix of its kind. */
    static String nameOf(Meter meter) {
        return meter.getId().getName().replace('.', '_');
    }

    static Map<String, String> labels(Meter meter) {
        Map<String, String> labels = new HashMap<>();
        for (Tag tag : meter.getId().getTagsAsIterable()) {
            labels.put(tag.getKey(), tag.getValue());
        }
        return labels;
    }

    private static void add(Map<String, List<Series>> byName, String name, Map<String, String> labels, double value) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Series(labels, value));
    }

    private static void addBuckets(NavigableMap<Double, Double> sums, Timer timer) {
        for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
            sums.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
        }
        sums.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
    }
}
