package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reload.FileReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceReaderTest {
    private static final String RATES = "input: 1, output: 2, cache-write-5m: 3, cache-write-1h: 4, cache-read: 5";
    private static final String DEFAULT = "default: { " + RATES + " }\n";
    private static final String ENTRY = "{ id: m, rates: [{ " + RATES + " }] }";

    private static FileReading<PriceTable> read(String yaml) {
        return PriceReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> faults(String yaml) {
        return switch (read(yaml)) {
            case FileReading.Valid<PriceTable> _ -> List.of();
            case FileReading.Invalid<PriceTable>(List<String> faults) -> faults;
        };
    }

    private static String model(String rest) {
        return DEFAULT + "models:\n  - { id: m, " + rest + " }\n";
    }

    private static String row(String rest) {
        return model("rates: [{ " + RATES + ", " + rest + " }]");
    }

    @Test
    void acceptsADefaultAlone() {
        var reading = read(DEFAULT);

        assertThat(reading).isInstanceOf(FileReading.Valid.class);
    }

    @Test
    void reportsEveryFaultInTheOrderOfTheFile() {
        var found = faults("""
                default: { input: 0, output: 25, cache-write-5m: 6.25, cache-write-1h: 10 }
                factor: {}
                factors: { speed: { fast: 0 }, geo: { us: 1.1 } }
                server-tools: { web-search-per-thousand: "10", web-fetch: 1 }
                models:
                  - id: other
                    max-output: 1.5
                    rates:
                      - { input: -1, output: 10001, cache-write-5m: 1e3, cache-write-1h: free, cache-read: 0.0000001 }
                  - id: m
                    patterns: [m-*, m-*, "m o"]
                    rates: []
                  - id: m
                    rates:
                      - { from: 2026-02-30, above-prompt-tokens: 0, input: 1, output: 1, cache-read: 1 }
                  - just text
                """);

        assertThat(found)
                .containsExactly(
                        "line 1, column 10: default: cache-read is missing",
                        "line 1, column 19: default.input: '0' (expected: a number above 0, up to 10000, with "
                                + "at most 6 decimals)",
                        "line 2, column 9: factor: unknown key (did you mean factors?)",
                        "line 3, column 27: factors.speed.fast: '0' (expected: a number above 0, up to 100, "
                                + "with at most 6 decimals)",
                        "line 3, column 37: factors.geo: unknown key (expected: one of service-tier, speed, "
                                + "inference-geo)",
                        "line 4, column 42: server-tools.web-search-per-thousand: a quoted text (expected: a "
                                + "number from 0 to 10000 with at most 6 decimals)",
                        "line 4, column 59: server-tools.web-fetch: unknown key (expected: one of "
                                + "web-search-per-thousand)",
                        "line 6, column 9: models[0].id: 'other' (expected: a model id of 1 to 64 letters, "
                                + "digits and . _ : @ / -, not \"other\")",
                        "line 7, column 17: models[0].max-output: '1.5' (expected: a whole number from 1 to "
                                + "999999999999)",
                        "line 9, column 18: models[0].rates[0].input: '-1' (expected: a number from 0 to 10000 "
                                + "with at most 6 decimals)",
                        "line 9, column 30: models[0].rates[0].output: '10001' (expected: a number from 0 to "
                                + "10000 with at most 6 decimals)",
                        "line 9, column 53: models[0].rates[0].cache-write-5m: '1e3' (expected: a number from 0 "
                                + "to 10000 with at most 6 decimals)",
                        "line 9, column 74: models[0].rates[0].cache-write-1h: 'free' (expected: a number from "
                                + "0 to 10000 with at most 6 decimals)",
                        "line 9, column 92: models[0].rates[0].cache-read: '0.0000001' (expected: a number from "
                                + "0 to 10000 with at most 6 decimals)",
                        "line 11, column 21: models[1].patterns[1]: the same as models[1].patterns[0] in line 11",
                        "line 11, column 26: models[1].patterns[2]: 'm o' (expected: a pattern of 1 to 128 "
                                + "letters, digits and . _ : @ / - [ ] *)",
                        "line 12, column 12: models[1].rates: an empty list (expected: a list of one row or more)",
                        "line 13, column 9: models[2].id: the same as models[1].id in line 10",
                        "line 15, column 9: models[2].rates[0]: cache-write-5m is missing",
                        "line 15, column 9: models[2].rates[0]: cache-write-1h is missing",
                        "line 15, column 9: models[2].rates[0]: no row without above-prompt-tokens for the same from",
                        "line 15, column 17: models[2].rates[0].from: '2026-02-30' (expected: a date of the "
                                + "calendar, as in 2027-06-30)",
                        "line 15, column 50: models[2].rates[0].above-prompt-tokens: '0' (expected: a whole "
                                + "number from 1 to 999999999999)",
                        "line 16, column 5: models[3]: 'just text' (expected: a mapping of id, patterns, "
                                + "max-output, rates, factors)");
    }

    @Test
    void rejectsATableWithoutADefault() {
        assertThat(faults("models: [" + ENTRY + "]")).containsExactly("line 1, column 1: default is missing");
    }

    @Test
    void rejectsAMissingValue() {
        assertThat(faults(model("max-output: , rates: [{ " + RATES + " }]")))
                .containsExactly("line 3, column 25: models[0].max-output: empty (expected: a whole number from 1 to "
                        + "999999999999)");
    }

    @Test
    void rejectsTwoRowsForTheSamePromptsAndDays() {
        assertThat(faults(model("rates: [{ " + RATES + " }, { " + RATES + " }]")))
                .containsExactly(
                        "line 3, column 100: models[0].rates[1]: the same from and above-prompt-tokens as another row");
    }

    @Test
    void rejectsAPeriodWithoutARowForShortPrompts() {
        assertThat(faults(model(
                        "rates: [{ " + RATES + " }, { from: 2026-01-01, above-prompt-tokens: 9, " + RATES + " }]")))
                .containsExactly(
                        "line 3, column 100: models[0].rates[1]: no row without above-prompt-tokens for the same from");
    }

    @Test
    void rejectsAPatternThatIsAnotherEntrysId() {
        assertThat(faults(DEFAULT + "models: [" + ENTRY + ", " + ENTRY.replace("id: m", "id: n, patterns: [m]") + "]"))
                .containsExactly("line 2, column 128: models[1].patterns[0]: the same as models[0].id in line 2");
    }

    @Test
    void rejectsTooManyEntries() {
        var entries = IntStream.rangeClosed(0, PriceReader.MAX_MODELS)
                .mapToObj(i -> ENTRY.replace("id: m", "id: m" + i))
                .collect(Collectors.joining(", "));

        assertThat(faults(DEFAULT + "models: [" + entries + "]"))
                .containsExactly("line 2, column 9: models: 257 entries (expected: at most 256)");
    }

    @Test
    void acceptsAnAliasOfRates() {
        String entries = "models: [" + ENTRY.replace("rates: ", "rates: &same ") + ", { id: n, rates: *same }]";

        assertThat(faults(DEFAULT + entries)).isEmpty();
    }

    @Test
    void rejectsDuplicateKeysAndASecondDocument() {
        var twice = faults(DEFAULT + DEFAULT);
        var second = faults(DEFAULT + "---\n" + DEFAULT);

        assertThat(List.of(twice, second))
                .containsExactly(
                        List.of("line 2, column 1: default: given twice (first in line 1)"),
                        List.of("line 2, column 1: not YAML: but found another document"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n"})
    void rejectsAnEmptyFile(String yaml) {
        assertThat(faults(yaml)).containsExactly("empty (expected: a price table)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"---\n", "~"})
    void rejectsAnEmptyDocument(String yaml) {
        assertThat(faults(yaml))
                .singleElement()
                .asString()
                .endsWith(": empty (expected: a mapping of default, factors, server-tools, models)");
    }

    @Test
    void neverShowsAPastedKey() {
        String key = "sk-ant-api03-" + "aB3_".repeat(6);
        var found = faults("""
                default: %1$s
                %1$s: 1
                server-tools: { web-search-per-thousand: %1$s, %1$s: 1 }
                factors: { speed: { %1$s: %1$s }, %1$s: 1 }
                models:
                  - { id: "%1$s !", max-output: %1$s, rates: [%1$s, { from: %1$s }], patterns: ["%1$s !"] }
                  - %1$s
                """.formatted(key));

        assertThat(found).hasSizeGreaterThan(10).noneMatch(fault -> fault.contains("aB3"));
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        var reading = PriceReader.read(new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(reading).isEqualTo(new FileReading.Invalid<PriceTable>(List.of("not UTF-8")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"default: {", "\t", "default: [1, 2", "a: b: c", "\u0000", "- 1", "text", "7", "default: 5"})
    void rejectsOtherDocumentsWithoutThrowing(String yaml) {
        assertThat(faults(yaml)).isNotEmpty();
    }

    @Test
    void rejectsDeepNestingWithoutThrowing() {
        assertThat(faults("[".repeat(100_000))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from: 2026-1-1",
                "from: tomorrow",
                "from: 20261007",
                "above-prompt-tokens: -1",
                "above-prompt-tokens: 1234567890123",
                "above-prompt-tokens: many",
                "input-tokens: 1"
            })
    void rejectsAnInvalidRow(String rest) {
        assertThat(faults(row(rest))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"input: 0", "input: 10000", "input: 0.000001", "input: 9999.999999"})
    void acceptsRatesUpToTheirBounds(String input) {
        assertThat(faults(model("rates: [{ " + RATES.replace("input: 1", input) + " }]")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"input: 0.0000010", "input: 01", "input: 1_0", "input: 1.", "input: '1'", "input: 10000.1"})
    void rejectsInvalidRates(String input) {
        assertThat(faults(model("rates: [{ " + RATES.replace("input: 1", input) + " }]")))
                .singleElement()
                .asString()
                .endsWith("(expected: a number from 0 to 10000 with at most 6 decimals)");
    }

    @Test
    void acceptsTheLargestNumberOfEntries() {
        var entries = IntStream.range(0, PriceReader.MAX_MODELS)
                .mapToObj(i -> ENTRY.replace("id: m", "id: m" + i))
                .collect(Collectors.joining(", "));

        assertThat(faults(DEFAULT + "models: [" + entries + "]")).isEmpty();
    }

    @Test
    void rejectsAMappingWhereAListBelongs() {
        assertThat(faults(DEFAULT + "models: { m: 1 }"))
                .containsExactly("line 2, column 9: models: a mapping (expected: a list of models)");
    }

    @Test
    void rejectsAnIdUnfitForAMetricLabel() {
        assertThat(faults(DEFAULT + "models: [" + ENTRY.replace("id: m", "id: \"m n\"") + "]"))
                .containsExactly("line 2, column 16: models[0].id: 'm n'"
                        + " (expected: a model id of 1 to 64 letters, digits and . _ : @ / -, not \"other\")");
    }
}
