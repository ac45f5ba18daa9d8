package dev.weir.console.view;

import dev.weir.console.history.MeterSample;
import dev.weir.metering.MeterReading;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What models and the prompt cache were used for on this replica.
 *
 * @param unpriced models that were served without an entry in the price table
 * @param guessed responses whose cost is partly a guess
 */
public record ModelsView(List<UseRow> models, List<UseRow> teams, List<String> unpriced, Figure guessed) {
    private static final int MOST_ROWS = 200;
    private static final String TOKENS = "weir_tokens_total";

    public ModelsView {
        models = List.copyOf(models);
        teams = List.copyOf(teams);
        unpriced = List.copyOf(unpriced);
    }

    /** The use of one model, or of one team; the hits are of requests, the hit ratio is by tokens. */
    public record UseRow(
            String name,
            Figure input,
            Figure cacheRead,
            Figure write5m,
            Figure write1h,
            Figure output,
            Figure hitRatio,
            Figure hits,
            Figure writes,
            Figure uncached,
            Figure savings,
            Figure cost) {}

    /** Reads them. */
    public static ModelsView of(ConsoleSources sources) {
        MeterReading meters = sources.meters().get();
        return new ModelsView(
                rows(meters, "model"),
                rows(meters, "team"),
                sources.unpriced().get(),
                Figure.count(meters, "weir_unknown_price_total", Map.of()));
    }

    private static List<UseRow> rows(MeterReading meters, String label) {
        TreeSet<String> names =
                new TreeSet<>(meters.sums(TOKENS, label, Map.of()).keySet());
        return names.stream()
                .limit(MOST_ROWS)
                .map(name -> row(meters, name, Map.of(label, name)))
                .toList();
    }

    private static UseRow row(MeterReading meters, String name, Map<String, String> own) {
        return new UseRow(
                name,
                tokens(meters, own, "input"),
                tokens(meters, own, "cache_read"),
                tokens(meters, own, "cache_write_5m"),
                tokens(meters, own, "cache_write_1h"),
                tokens(meters, own, "output"),
                Figure.share(meters, TOKENS, own, "kind", List.of("cache_read"), MeterSample.INPUT_KINDS),
                cached(meters, own, "hit"),
                cached(meters, own, "write"),
                cached(meters, own, "none"),
                Figure.usd(meters, "weir_cache_savings_usd_total", own),
                Figure.usd(meters, "weir_cost_usd_total", own));
    }

    private static Figure tokens(MeterReading meters, Map<String, String> own, String kind) {
        return Figure.count(meters, TOKENS, own, "kind", List.of(kind));
    }

    private static Figure cached(MeterReading meters, Map<String, String> own, String result) {
        return Figure.count(meters, "weir_cache_requests_total", own, "result", List.of(result));
    }
}
