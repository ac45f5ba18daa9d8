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

/** Reads the rows of rates that each entry of the price table has; a value with a fault counts as some other. */
final class RatesReader {
    /** The kinds of tokens; a row has them all. */
    static final List<String> KINDS = List.of("input", "output", "cache-write-5m", "cache-write-1h", "cache-read");

    static final List<String> ROW_KEYS = Stream.concat(Stream.of("from", "above-prompt-tokens"), KINDS.stream())
            .toList();

    /** TokenRates to go on reading with after a fault. */
    static final List<Period> STAND_IN = List.of(new Period(
            Instant.MIN,
            List.of(new Band(
                    Band.ANY_PROMPT,
                    new TokenRates(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)))));

    private static final int MAX_USD_PER_MILLION = 10_000;

    private RatesReader() {}

    private record Row(YamlNode place, Instant from, Band band) {}

    /** Reads the rates of an unknown model: one row, nothing in it free of charge. */
    static List<Period> neverZero(YamlNode place) {
        TokenRates rates = rates(place.fields(KINDS), value -> PriceValues.aboveZeroUpTo(MAX_USD_PER_MILLION, value));
        return List.of(new Period(Instant.MIN, List.of(new Band(Band.ANY_PROMPT, rates))));
    }

    /** Reads {@code rates}: rows with the same {@code from} are the bands of one period. */
    static List<Period> periods(YamlNode place) {
        List<YamlNode> items = place.filledItems("a list of one row or more");
        return items.isEmpty() ? STAND_IN : periods(items);
    }

    private static List<Period> periods(List<YamlNode> items) {
        return items.stream()
                .map(RatesReader::row)
                .collect(Collectors.groupingBy(Row::from, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(RatesReader::period)
                .toList();
    }

    private static Period period(List<Row> rows) {
        var bands = new TreeMap<Long, Row>();
        for (Row row : rows) {
            if (bands.putIfAbsent(row.band().abovePromptTokens(), row) != null) {
                row.place().fault("the same from and above-prompt-tokens as another row");
            }
        }
        Row first = rows.getFirst();
        if (!bands.containsKey(Band.ANY_PROMPT)) {
            first.place().fault("no row without above-prompt-tokens for the same from");
        }
        return new Period(first.from(), bands.values().stream().map(Row::band).toList());
    }

    private static Row row(YamlNode place) {
        YamlFields fields = place.fields(ROW_KEYS);
        Instant from = fields.find("from")
                .map(value -> PriceValues.day(value).orElse(Instant.EPOCH))
                .orElse(Instant.MIN);
        long above = fields.find("above-prompt-tokens")
                .map(value -> PriceValues.tokens(value).orElse(1))
                .orElse(Band.ANY_PROMPT);
        TokenRates rates = rates(fields, value -> PriceValues.upTo(MAX_USD_PER_MILLION, value));
        return new Row(place, from, new Band(above, rates));
    }

    private static TokenRates rates(YamlFields fields, Function<YamlNode, Optional<BigDecimal>> reading) {
        return new TokenRates(
                rate(fields, "input", reading),
                rate(fields, "output", reading),
                rate(fields, "cache-write-5m", reading),
                rate(fields, "cache-write-1h", reading),
                rate(fields, "cache-read", reading));
    }

    private static BigDecimal rate(YamlFields fields, String key, Function<YamlNode, Optional<BigDecimal>> reading) {
        return fields.require(key).flatMap(reading).orElse(BigDecimal.ONE);
    }
}
