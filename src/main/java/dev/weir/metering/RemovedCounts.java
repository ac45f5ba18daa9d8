package dev.weir.metering;

import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.Map;

/**
 * What the counters of teams had counted that the policy no longer has, so that sums over all teams never fall. It
 * grows with the labels other than the team, which are closed sets. For one thread at a time.
 */
final class RemovedCounts {
    /** Stands for all such teams; no team can have this name. */
    static final String REMOVED = "(removed)";

    private final Map<RemovedSeries, Double> counts = new HashMap<>();

    /** The name and labels of a series, as {@code /q/metrics} shows them, but for the team. */
    record RemovedSeries(String metric, Map<String, String> labels) {
        RemovedSeries {
            labels = Map.copyOf(labels);
        }
    }

    /** Adds what a counter had counted that is out of the registry. */
    void add(Counter counter) {
        Map<String, String> labels = MeterReading.labels(counter);
        labels.put("team", REMOVED);
        counts.merge(new RemovedSeries(MeterReading.nameOf(counter) + "_total", labels), counter.count(), Double::sum);
    }

    Map<RemovedSeries, Double> counts() {
        return Map.copyOf(counts);
    }
}
