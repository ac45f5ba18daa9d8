package dev.weir.metering;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
     * Forgets the meters whose labels do not match.
     *
     * <p>No meter of the same labels is bound while one is taken out of the registry, so a new one is never taken out
     * in the place of the old one. What is counted in the old one from then on is lost.
     *
     * @param unregister takes a meter out of the registry; must not use these meters
     */
    void retain(Predicate<K> isWanted, Consumer<M> unregister) {
        for (var labels : List.copyOf(meters.keySet())) {
            if (!isWanted.test(labels)) {
                meters.computeIfPresent(labels, (_, meter) -> {
                    unregister.accept(meter);
                    return null;
                });
            }
        }
    }
}
