package dev.weir.upstream.keys;

import dev.weir.messages.Hash64;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Chooses the same key for the same affinity, and keeps no state: each key gets a score from both, and the highest
 * wins. When a key goes out of use, only its own requests move; when it comes back, only those return.
 *
 * <p>Source: Thaler and Ravishankar, 1998; with weights: Schindelhauer and Schomaker, 2005.
 */
final class Rendezvous {
    private static final double STEP = 0x1.0p-53;

    private Rendezvous() {}

    /**
     * Returns one of {@code keys}; there is at least one.
     *
     * @param weight which part of its usual requests a key gets; 1 = all
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
