package dev.weir.pricing;

import dev.weir.pricing.ModelPrice.Band;
import dev.weir.pricing.ModelPrice.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the rows of rates that each entry of the price table has. */
final class RatesReader {
    /** The kinds of tokens; a row has them all. */
    static final Set<String> KINDS = Set.of("input", "output", "cache-write-5m", "cache-write-1h", "cache-read");

    static final Set<String> ROW_KEYS = Stream.concat(KINDS.stream(), Stream.of("from", "above-prompt-tokens"))
            .collect(Collectors.toUnmodifiableSet());

    /** Rates to go on reading with after a fault. */
    static final List<Period> STAND_IN = List.of(new Period(
            Instant.MIN,
            List.of(new Band(
                    Band.ANY_PROMPT,
                    new Rates(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)))));

    private static final int MAX_USD_PER_MILLION = 10_000;

    private final Faults faults;
    private final Scalars scalars;

    RatesReader(Faults faults, Scalars scalars) {
        this.faults = faults;
        this.scalars = scalars;
    }

    private interface RateReading {
        BigDecimal read(int max, YamlNode node, String path);
    }

    private record Row(int line, String path, Instant from, Band band) {}

    /** Reads the rates of an unknown model: one row, nothing in it free of charge. */
    List<Period> neverZero(YamlNode node, String path) {
        var section = Section.open(node, path, KINDS, faults);
        return List.of(new Period(
                Instant.MIN, List.of(new Band(Band.ANY_PROMPT, rates(section, scalars::positiveUpTo)))));
    }

    /** Reads {@code rates}: rows with the same {@code from} are the bands of one period. */
    List<Period> periods(Section model) {
        if (model.require("rates").isEmpty()) {
            return STAND_IN;
        }
        var rows = model.items("rates", this::row);
        if (rows.isEmpty()) {
            faults.add(model.line(), model.pathOf("rates"), "no rates (expected: one row or more)");
            return STAND_IN;
        }
        var periods = new TreeMap<Instant, List<Row>>(rows.stream().collect(Collectors.groupingBy(Row::from)));
        return periods.entrySet().stream().map(this::period).toList();
    }

    private Period period(Map.Entry<Instant, List<Row>> period) {
        var bands = new TreeMap<Long, Row>();
        for (var row : period.getValue()) {
            if (bands.putIfAbsent(row.band().abovePromptTokens(), row) != null) {
                faults.add(row.line(), row.path(), "the same from and above-prompt-tokens as another row");
            }
        }
        if (!bands.containsKey(Band.ANY_PROMPT)) {
            var first = period.getValue().getFirst();
            faults.add(first.line(), first.path(), "no row without above-prompt-tokens for the same from");
        }
        return new Period(
                period.getKey(), bands.values().stream().map(Row::band).toList());
    }

    private Row row(YamlNode node, String path) {
        var section = Section.open(node, path, ROW_KEYS, faults);
        var from = section.find("from").map(value -> scalars.date(value, section.pathOf("from")));
        var above = section.find("above-prompt-tokens")
                .map(value -> scalars.tokens(value, section.pathOf("above-prompt-tokens")));
        return new Row(
                section.line(),
                path,
                from.orElse(Instant.MIN),
                new Band(above.orElse(Band.ANY_PROMPT), rates(section, scalars::decimalUpTo)));
    }

    private Rates rates(Section section, RateReading reading) {
        return new Rates(
                rate(section, "input", reading),
                rate(section, "output", reading),
                rate(section, "cache-write-5m", reading),
                rate(section, "cache-write-1h", reading),
                rate(section, "cache-read", reading));
    }

    private BigDecimal rate(Section section, String key, RateReading reading) {
        return section.require(key)
                .map(node -> reading.read(MAX_USD_PER_MILLION, node, section.pathOf(key)))
                .orElse(BigDecimal.ONE);
    }
}
