package dev.weir.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Meters bound once each and found again by their labels.
 *
 * <p>When the bound is reached, new labels are folded into a few that stand for all others, so neither the heap nor the
 * scrape grows, and sums stay right.
 */
final class BoundedMeters<K, M> {
    private final ConcurrentHashMap<K, M> meters = new ConcurrentHashMap<>();
    private final int bound;
    private final UnaryOperator<K> fold;
    private final Function<K, M> bind;

    /**
     * Makes an empty set.
     *
     * @param bound how many labels get meters of their own
     * @param fold maps labels to those that stand for all others; must have few results
     * @param bind registers the meters of new labels
     */
    BoundedMeters(int bound, UnaryOperator<K> fold, Function<K, M> bind) {
        this.bound = bound;
        this.fold = fold;
        this.bind = bind;
    }

    M get(K labels) {
        var meter = meters.get(labels);
        if (meter != null) {
            return meter;
        }
        return meters.computeIfAbsent(meters.size() < bound ? labels : fold.apply(labels), bind);
    }

    /**
     * Forgets the meters whose labels do not match, and returns them; their caller takes them out of the registry.
     *
     * <p>What is counted for such labels at the same moment may be lost; later it makes a new meter.
     */
    List<M> retain(Predicate<K> isWanted) {
        var gone = new ArrayList<M>();
        for (var labels : List.copyOf(meters.keySet())) {
            if (!isWanted.test(labels)) {
                var meter = meters.remove(labels);
                if (meter != null) {
                    gone.add(meter);
                }
            }
        }
        return gone;
    }
}
