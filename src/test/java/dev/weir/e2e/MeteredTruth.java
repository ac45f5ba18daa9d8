package dev.weir.e2e;

import dev.weir.simulator.ProducedMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What metrics must show of a team's use of a model, added up from what the simulator produced; money in nano-dollars.
 *
 * @param tokens by the label {@code kind}
 * @param results responses by what the prompt cache did
 */
record MeteredTruth(Map<String, Long> tokens, long cost, long savings, long writeCost, Map<String, Long> results) {
    /**
     * Nano-dollars for one token: input, output, five-minute writes, one-hour writes, reads. Source: Anthropic's price
     * list, as in {@code config/prices.yaml}, but written anew here.
     */
    private static final Map<String, List<Integer>> PRICES = Map.of(
            "claude-opus-5-5", List.of(4_000, 20_000, 5_000, 8_000, 200),
            "claude-sonnet-5-5", List.of(2_000, 10_000, 2_500, 4_000, 100),
            "claude-haiku-5-5", List.of(100, 500, 125, 200, 10),
            "claude-fable-5-2", List.of(8_000, 40_000, 10_000, 16_000, 200),
            "claude-mythos-5-1", List.of(10_000, 50_000, 12_500, 20_000, 250),
            "claude-opus-4-6", List.of(5_000, 25_000, 6_250, 10_000, 500),
            "claude-sonnet-4-6", List.of(3_000, 15_000, 3_750, 6_000, 300),
            "claude-haiku-4-5", List.of(1_000, 5_000, 1_250, 2_000, 100));

    static final List<String> MODELS = PRICES.keySet().stream().sorted().toList();

    static final MeteredTruth NOTHING = new MeteredTruth(Map.of(), 0, 0, 0, Map.of());

    /**
     * Returns the truth about one message.
     *
     * @param billed whether the upstream bills it: a refusal before any output it does not
     */
    static MeteredTruth of(String model, ProducedMessage made, boolean billed) {
        List<Integer> price = Objects.requireNonNull(PRICES.get(model));
        Map<String, Long> tokens = Map.of(
                "input", (long) made.input(),
                "output", (long) made.output(),
                "cache_write_5m", (long) made.cacheWrite5m(),
                "cache_write_1h", (long) made.cacheWrite1h(),
                "cache_read", (long) made.cacheRead());
        long writes = (long) made.cacheWrite5m() * price.get(2) + (long) made.cacheWrite1h() * price.get(3);
        long cost = (long) made.input() * price.get(0)
                + (long) made.output() * price.get(1)
                + writes
                + (long) made.cacheRead() * price.get(4);
        long savings = (long) made.cacheRead() * (price.get(0) - price.get(4));
        String result = "none";
        if (made.cacheWrite5m() + made.cacheWrite1h() > 0) {
            result = "write";
        }
        if (made.cacheRead() > 0) {
            result = "hit";
        }
        int share = billed ? 1 : 0;
        return new MeteredTruth(tokens, cost * share, savings * share, writes * share, Map.of(result, 1L));
    }

    MeteredTruth plus(MeteredTruth other) {
        return new MeteredTruth(
                sum(tokens, other.tokens),
                cost + other.cost,
                savings + other.savings,
                writeCost + other.writeCost,
                sum(results, other.results));
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> others) {
        Map<String, Long> sum = new HashMap<>(some);
        others.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }

    /** Returns what the metrics show of a team's use of a model. */
    static MeteredTruth shown(Metrics metrics, String team, String model) {
        String[] labels = {"team=\"" + team + "\"", "model=\"" + model + "\""};
        Map<String, Long> tokens = new HashMap<>();
        for (String kind : List.of("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")) {
            tokens.put(kind, (long) metrics.sum("weir_tokens_total", labels[0], labels[1], "kind=\"" + kind + "\""));
        }
        Map<String, Long> results = new HashMap<>();
        for (String result : List.of("hit", "write", "none")) {
            long count =
                    (long) metrics.sum("weir_cache_requests_total", labels[0], labels[1], "result=\"" + result + "\"");
            if (count > 0) {
                results.put(result, count);
            }
        }
        return new MeteredTruth(
                tokens,
                nano(metrics.sum("weir_cost_usd_total", labels)),
                nano(metrics.sum("weir_cache_savings_usd_total", labels)),
                nano(metrics.sum("weir_cache_write_cost_usd_total", labels)),
                results);
    }

    /** Returns dollars in whole nano-dollars. */
    static long nano(double usd) {
        return Math.round(usd * 1e9);
    }
}
