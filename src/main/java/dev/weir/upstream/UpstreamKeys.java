package dev.weir.upstream;

import dev.weir.upstream.keys.BreakerConfig;
import dev.weir.upstream.keys.KeyTier;
import dev.weir.upstream.keys.PoolKey;
import dev.weir.upstream.keys.UpstreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;

/** Sorts the keys of all upstreams into the tiers that {@code weir.upstreams.<name>.priority} makes. */
public final class UpstreamKeys {
    private UpstreamKeys() {}

    /**
     * Returns the tiers in the order of use.
     *
     * @param keys the credentials of each upstream, by its name
     * @throws NoSuchElementException where an upstream has none
     */
    public static List<KeyTier> tiers(
            Map<String, UpstreamConfig> configs, Map<String, List<UpstreamKey>> keys, BreakerConfig breaker) {
        Map<Integer, List<PoolKey>> numbered = new TreeMap<>();
        List<KeyTier> named = new ArrayList<>();
        new TreeMap<>(configs).forEach((name, config) -> {
            List<PoolKey> own = PoolKey.ofUpstream(name, required(keys, name), breaker);
            config.priority()
                    .ifPresentOrElse(
                            number -> numbered.computeIfAbsent(number, _ -> new ArrayList<>())
                                    .addAll(own),
                            () -> named.add(new KeyTier(own)));
        });
        List<KeyTier> tiers = new ArrayList<>();
        numbered.values().forEach(tier -> tiers.add(new KeyTier(tier)));
        tiers.addAll(named);
        return tiers;
    }

    private static List<UpstreamKey> required(Map<String, List<UpstreamKey>> keys, String name) {
        List<UpstreamKey> found = Objects.requireNonNullElse(keys.get(name), List.of());
        if (found.isEmpty()) {
            throw new NoSuchElementException("upstream " + name + ": no key (expected: at least one)");
        }
        return found;
    }
}
