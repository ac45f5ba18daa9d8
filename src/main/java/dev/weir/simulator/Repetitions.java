package dev.weir.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often each script was used, so that {@code times=N} can end its faults. It remembers the last
 * {@link #MOST_KEYS} keys. Single-threaded.
 */
final class Repetitions {
    /** How many keys are remembered. */
    static final int MOST_KEYS = 10_000;

    private final Map<String, Integer> counts = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * The script for this request: its own, or the same without faults where they are over.
     *
     * @param userId {@code metadata.user_id}, empty for none; each has a count of its own
     */
    SimulationScript next(SimulationScript script, String userId) {
        return script.find(Directive.Times.class)
                .filter(times -> count(script.text() + '\n' + userId) > times.count())
                .map(_ -> script.withoutFaults())
                .orElse(script);
    }

    private int count(String key) {
        int count = counts.merge(key, 1, Integer::sum);
        if (counts.size() > MOST_KEYS) {
            counts.remove(counts.keySet().iterator().next());
        }
        return count;
    }
}
