package dev.weir.metering;

import dev.weir.messages.Usage;
import dev.weir.pricing.Cost;
import dev.weir.pricing.NanoUsd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** The meters of one team's use of one model. */
final class ModelUse {
    private static final double NANO_PER_USD = 1e9;

    private final Counter input;
    private final Counter cacheRead;
    private final Counter cacheWrite5m;
    private final Counter cacheWrite1h;
    private final Counter output;
    private final Counter cost;
    private final Counter savings;
    private final Counter writeCost;
    private final Counter hits;
    private final Counter writes;
    private final Counter uncached;

    ModelUse(MeterRegistry registry, UseLabels labels) {
        var tags = Tags.of("team", labels.team(), "model", labels.model());
        input = tokens(registry, tags, "input");
        cacheRead = tokens(registry, tags, "cache_read");
        cacheWrite5m = tokens(registry, tags, "cache_write_5m");
        cacheWrite1h = tokens(registry, tags, "cache_write_1h");
        output = tokens(registry, tags, "output");
        cost = registry.counter("weir.cost.usd", tags);
        savings = registry.counter("weir.cache.savings.usd", tags);
        writeCost = registry.counter("weir.cache.write.cost.usd", tags);
        hits = cacheRequests(registry, tags, "hit");
        writes = cacheRequests(registry, tags, "write");
        uncached = cacheRequests(registry, tags, "none");
    }

    /** The labels of the meters. */
    record UseLabels(String team, String model) {
        UseLabels folded() {
            return new UseLabels(WeirMetrics.OTHER, WeirMetrics.OTHER);
        }
    }

    void add(Cost.CostLine line) {
        var usage = line.usage();
        input.increment((double) usage.input());
        cacheRead.increment((double) usage.cacheRead());
        cacheWrite5m.increment((double) usage.cacheWrite5m());
        cacheWrite1h.increment((double) usage.cacheWrite1h());
        output.increment((double) usage.output());
        cost.increment(usd(line.cost()));
        savings.increment(usd(line.cacheSavings()));
        writeCost.increment(usd(line.kinds().cacheWrite5m().plus(line.kinds().cacheWrite1h())));
    }

    /** Returns an amount in dollars; its error is far below a nano-dollar. */
    static double usd(NanoUsd amount) {
        return (double) amount.value() / NANO_PER_USD;
    }

    /** Counts a response by its use of the prompt cache; one that both read and wrote is a hit. */
    void cacheRequest(Usage counted) {
        if (counted.cacheRead() > 0) {
            hits.increment();
            return;
        }
        (counted.cacheWrite5m() > 0 || counted.cacheWrite1h() > 0 ? writes : uncached).increment();
    }

    /** Returns all of them. */
    List<Counter> all() {
        return List.of(
                input, cacheRead, cacheWrite5m, cacheWrite1h, output, cost, savings, writeCost, hits, writes, uncached);
    }

    private static Counter tokens(MeterRegistry registry, Tags tags, String kind) {
        return registry.counter("weir.tokens", tags.and("kind", kind));
    }

    private static Counter cacheRequests(MeterRegistry registry, Tags tags, String result) {
        return registry.counter("weir.cache.requests", tags.and("result", result));
    }
}
