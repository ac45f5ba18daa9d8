package dev.weir.upstream.keys;

import dev.weir.messages.Hash64;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Chooses the same key for the same affinity, without any memory: each key gets a number from both, and the highest
 * wins. Where a key goes, only its own requests move; where it comes back, only those return.
 *
 * <p>Source: Thaler and Ravishankar, 1998; with weights: Schindelhauer and Schomaker, 2005.
 */
final class Rendezvous {
    private static final double STEP = 0x1.0p-53;

    private Rendezvous() {}

    /**
     * Returns one of {@code keys}, which are not none.
     *
     * @param weight the share of requests that a key gets, of which a usual key gets 1
     */
    static PoolKey choose(List<PoolKey> keys, long affinity, ToDoubleFunction<PoolKey> weight) {
        PoolKey best = keys.getFirst();
        if (keys.size() == 1) {
            return best;
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (PoolKey key : keys) {
            double score = score(key, affinity, weight.applyAsDouble(key));
            if (score > highest) {
                highest = score;
                best = key;
            }
        }
        return best;
    }

    private static double score(PoolKey key, long affinity, double weight) {
        double unit = ((Hash64.mix(affinity ^ key.hash()) >>> 11) + 0.5) * STEP; // above 0, below 1
        return -weight / Math.log(unit);
    }
}
