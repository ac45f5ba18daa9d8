package dev.weir.pricing;

import dev.weir.pricing.ModelPrice.Band;
import dev.weir.pricing.ModelPrice.Period;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the rows of rates that each entry of the price table has; a value with a fault is replaced by a stand-in. */
final class RatesReader {
    /** The kinds of tokens; a row has them all. */
    static final List<String> KINDS = List.of("input", "output", "cache-write-5m", "cache-write-1h", "cache-read");

    static final List<String> ROW_KEYS = Stream.concat(Stream.of("from", "above-prompt-tokens"), KINDS.stream())
            .toList();

    /** The rates that stand in for faulty ones while reader goes on. */
    static final List<Period> STAND_IN = List.of(new Period(
            Instant.MIN,
            List.of(new Band(
                    0,
                    new TokenRates(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)))));

    private static final int MAX_USD_PER_MILLION = 10_000;

    private RatesReader() {}

    private record RateRow(YamlNode node, Instant from, Band band) {}

    /** Reads the rates of an unknown model: one row, every rate above zero. */
    static List<Period> neverZero(YamlNode node) {
        TokenRates rates = rates(node.fields(KINDS), value -> PriceValues.aboveZeroUpTo(MAX_USD_PER_MILLION, value));
        return List.of(new Period(Instant.MIN, List.of(new Band(0, rates))));
    }

    /** Reads {@code rates}: rows with the same {@code from} are the bands of one period. */
    static List<Period> periods(YamlNode node) {
        List<YamlNode> items = node.filledItems("a list of one row or more");
        return items.isEmpty() ? STAND_IN : periods(items);
    }

    private static List<Period> periods(List<YamlNode> items) {
        return items.stream()
                .map(RatesReader::row)
                .collect(Collectors.groupingBy(RateRow::from, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(RatesReader::period)
                .toList();
    }

    private static Period period(List<RateRow> rows) {
        var bands = new TreeMap<Long, RateRow>();
        for (RateRow row : rows) {
            if (bands.putIfAbsent(row.band().fewestPromptTokens(), row) != null) {
                row.node().fault("the same from and above-prompt-tokens as another row");
            }
        }
        RateRow first = rows.getFirst();
        if (!bands.containsKey(0L)) {
            first.node().fault("no row without above-prompt-tokens for the same from");
        }
        return new Period(
                first.from(), bands.values().stream().map(RateRow::band).toList());
    }

    private static RateRow row(YamlNode node) {
        YamlFields fields = node.fields(ROW_KEYS);
        Instant from = fields.find("from")
                .map(value -> PriceValues.day(value).orElse(Instant.EPOCH))
                .orElse(Instant.MIN);
        long fewest = fields.find("above-prompt-tokens")
                .map(value -> PriceValues.tokens(value).orElse(1) + 1)
                .orElse(0L);
        TokenRates rates = rates(fields, value -> PriceValues.upTo(MAX_USD_PER_MILLION, value));
        return new RateRow(node, from, new Band(fewest, rates));
    }

    private static TokenRates rates(YamlFields fields, Function<YamlNode, Optional<BigDecimal>> reader) {
        return new TokenRates(
                rate(fields, "input", reader),
                rate(fields, "output", reader),
                rate(fields, "cache-write-5m", reader),
                rate(fields, "cache-write-1h", reader),
                rate(fields, "cache-read", reader));
    }

    private static BigDecimal rate(YamlFields fields, String key, Function<YamlNode, Optional<BigDecimal>> reader) {
        return fields.require(key).flatMap(reader).orElse(BigDecimal.ONE);
    }
}
