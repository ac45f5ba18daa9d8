package dev.weir.upstream.keys;

import java.util.List;

/** Keys that are used side by side; those of the next tier only while none of these is usable. */
public record KeyTier(List<PoolKey> keys) {
    public KeyTier {
        keys = List.copyOf(keys);
    }
}
