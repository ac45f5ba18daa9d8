package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedPricesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    private static final Pattern ENTRY = Pattern.compile("^  - id: (\\S+)$", Pattern.MULTILINE);

    private static PriceTable shipped() throws IOException {
        return PriceTables.table(Files.readString(Path.of("config/prices.yaml")));
    }

    private static TokenRates rates(String... rates) {
        return new TokenRates(
                new BigDecimal(rates[0]),
                new BigDecimal(rates[4]),
                new BigDecimal(rates[1]),
                new BigDecimal(rates[2]),
                new BigDecimal(rates[3]));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5, 4, 5, 8, 0.20, 20",
        "claude-sonnet-5-5, 2, 2.50, 4, 0.10, 10",
        "claude-haiku-5-5, 0.10, 0.125, 0.20, 0.01, 0.50",
        "claude-fable-5-2, 8, 10, 16, 0.20, 40",
        "claude-mythos-5-2, 8, 10, 16, 0.20, 40",
        "claude-fable-5-1, 10, 12.50, 20, 0.25, 50",
        "claude-mythos-5-1, 10, 12.50, 20, 0.25, 50",
        "claude-fable-5, 10, 12.50, 20, 1, 50",
        "claude-mythos-5, 10, 12.50, 20, 1, 50",
        "claude-opus-5, 5, 6.25, 10, 0.50, 25",
        "claude-opus-4-8, 5, 6.25, 10, 0.50, 25",
        "claude-opus-4-7, 5, 6.25, 10, 0.50, 25",
        "claude-opus-4-6, 5, 6.25, 10, 0.50, 25",
        "claude-opus-4-5, 5, 6.25, 10, 0.50, 25",
        "claude-sonnet-5, 2, 2.50, 4, 0.20, 10",
        "claude-sonnet-4-6, 3, 3.75, 6, 0.30, 15",
        "claude-sonnet-4-5, 3, 3.75, 6, 0.30, 15",
        "claude-haiku-4-5, 1, 1.25, 2, 0.10, 5"
    })
    void hasTheListPriceOfEveryModelWithAKnownOne(
            String model, String input, String write5m, String write1h, String read, String output) throws IOException {
        var found = shipped().entryFor(model).map(entry -> entry.ratesAt(NOW, 1));

        assertThat(found).contains(rates(input, write5m, write1h, read, output));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-haiku-4-5-20251001, claude-haiku-4-5",
        "claude-opus-4-5-20251101, claude-opus-4-5",
        "claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "claude-opus-5-5[1m], claude-opus-5-5",
        "claude-opus-5[1m], claude-opus-5",
        "claude-sonnet-4-6[1m], claude-sonnet-4-6"
    })
    void findsDatedIdsAndSuffixes(String model, String label) throws IOException {
        assertThat(shipped().label(Optional.of(model))).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-fable-6", "claude-mythos-preview"})
    void pricesOtherModelsByTheDearestRow(String model) throws IOException {
        var table = shipped();

        var price = table.priceOf(Optional.of(model));

        assertThat(price.id()).isEqualTo("other");
        assertThat(price.ratesAt(NOW, 1)).isEqualTo(rates("10", "12.50", "20", "1", "50"));
    }

    @Test
    void boundsTheOutputOfEveryModel() throws IOException {
        var table = shipped();
        var ids = ENTRY.matcher(Files.readString(Path.of("config/prices.yaml")))
                .results()
                .map(entry -> entry.group(1))
                .toList();

        assertThat(ids)
                .hasSize(18)
                .allSatisfy(id -> assertThat(table.maxOutput(id)).hasValue(128_000));
    }

    @Test
    void pricesLongPromptsByTheirBand() throws IOException {
        var found = shipped().entryFor("claude-haiku-5-5").map(entry -> entry.ratesAt(NOW, 100_001));

        assertThat(found).contains(rates("0.50", "0.625", "1", "0.05", "2.50"));
    }

    @Test
    void pricesCacheReadsBeforeThePriceCut() throws IOException {
        var before = Instant.parse("2026-10-06T23:59:59Z");

        var found = shipped().entryFor("claude-sonnet-5-5").map(entry -> entry.ratesAt(before, 1));

        assertThat(found).contains(rates("2", "2.50", "4", "0.20", "10"));
    }

    @Test
    void hasTheFactorsAndTheMaxOutput() throws IOException {
        var table = shipped();
        var twofold = new PriceFactors(
                Map.of("batch", new BigDecimal("0.5")),
                Map.of("fast", new BigDecimal("2")),
                Map.of("us", new BigDecimal("1.1")));

        var factors = table.entryFor("claude-opus-4-8").map(ModelPrice::factors);
        var maxOutput = table.maxOutput("claude-opus-5-5");

        assertThat(factors).contains(twofold);
        assertThat(maxOutput).isEqualTo(OptionalLong.of(128_000));
    }

    @Test
    void documentsEveryKeyAndNoOther() throws IOException {
        var page = Files.readString(Path.of("docs/prices.md"));
        Set<String> known = Stream.of(
                        PriceReader.ROOT_KEYS,
                        PriceReader.SERVER_TOOL_KEYS,
                        PriceReader.FACTOR_KEYS,
                        PriceReader.MODEL_KEYS,
                        RatesReader.ROW_KEYS)
                .flatMap(List::stream)
                .collect(Collectors.toCollection(TreeSet::new));

        var documented = DOCUMENTED
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(known);
    }
}
