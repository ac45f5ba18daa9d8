package dev.weir.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pricing.PriceReading.Fault;
import dev.weir.pricing.PriceReading.Invalid;
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

    private static List<String> faults(String yaml) {
        return PriceReader.read(yaml) instanceof Invalid(List<Fault> faults)
                ? faults.stream().map(Fault::toString).toList()
                : List.of();
    }

    private static String model(String rest) {
        return DEFAULT + "models:\n  - { id: m, " + rest + " }\n";
    }

    private static String row(String rest) {
        return model("rates: [{ " + RATES + ", " + rest + " }]");
    }

    @Test
    void acceptsADefaultAlone() {
        var reading = PriceReader.read(DEFAULT);

        assertThat(reading).isInstanceOf(PriceReading.Valid.class);
    }

    @Test
    void namesEveryFaultAtOnceInTheFilesOrder() {
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
                        "line 1: default.input: 0 (expected: a number above 0, up to 10000, at most 6 decimals)",
                        "line 1: default.cache-read: missing",
                        "line 2: factor: unknown key (expected: default, factors, models, server-tools)",
                        "line 3: factors.geo: unknown key (expected: inference-geo, service-tier, speed)",
                        "line 3: factors.speed.fast: 0 (expected: a number above 0, up to 100, at most 6 decimals)",
                        "line 4: server-tools.web-fetch: unknown key (expected: web-search-per-thousand)",
                        "line 4: server-tools.web-search-per-thousand: \"10\" (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 6: models[0].id: \"other\" (expected: a model id of 1 to 64 letters, digits and . _ : @ / -, not \"other\")",
                        "line 7: models[0].max-output: 1.5 (expected: a whole number above 0, at most 12 digits)",
                        "line 9: models[0].rates[0].input: -1 (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 9: models[0].rates[0].output: 10001 (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 9: models[0].rates[0].cache-write-5m: 1e3 (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 9: models[0].rates[0].cache-write-1h: \"free\" (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 9: models[0].rates[0].cache-read: 0.0000001 (expected: a number from 0 to 10000, at most 6 decimals)",
                        "line 10: models[1].rates: no rates (expected: one row or more)",
                        "line 11: models[1].patterns[1]: \"m-*\" stands at models[1].patterns[0] already",
                        "line 11: models[1].patterns[2]: \"m o\" (expected: a pattern of 1 to 128 letters, digits and . _ : @ / - [ ] *)",
                        "line 13: models[2].id: \"m\" stands at models[1].id already",
                        "line 15: models[2].rates[0].from: \"2026-02-30\" (expected: a date such as 2026-10-07)",
                        "line 15: models[2].rates[0].above-prompt-tokens: 0 (expected: a whole number above 0, at most 12 digits)",
                        "line 15: models[2].rates[0].cache-write-5m: missing",
                        "line 15: models[2].rates[0].cache-write-1h: missing",
                        "line 15: models[2].rates[0]: no row without above-prompt-tokens for the same from",
                        "line 16: models[3]: \"just text\" (expected: a mapping)",
                        "line 16: models[3].id: missing",
                        "line 16: models[3].rates: missing");
    }

    @Test
    void wantsADefault() {
        assertThat(faults("models: [" + ENTRY + "]")).containsExactly("line 1: default: missing");
    }

    @Test
    void refusesAValueThatIsNotThere() {
        assertThat(faults(model("max-output: , rates: [{ " + RATES + " }]")))
                .containsExactly(
                        "line 3: models[0].max-output: nothing (expected: a whole number above 0, at most 12 digits)");
    }

    @Test
    void refusesTwoRowsForTheSamePromptsAndDays() {
        assertThat(faults(model("rates: [{ " + RATES + " }, { " + RATES + " }]")))
                .containsExactly("line 3: models[0].rates[1]: the same from and above-prompt-tokens as another row");
    }

    @Test
    void refusesAPeriodWithoutARowForShortPrompts() {
        assertThat(faults(model(
                        "rates: [{ " + RATES + " }, { from: 2026-01-01, above-prompt-tokens: 9, " + RATES + " }]")))
                .containsExactly("line 3: models[0].rates[1]: no row without above-prompt-tokens for the same from");
    }

    @Test
    void refusesAPatternThatIsAnotherEntrysId() {
        assertThat(faults(DEFAULT + "models: [" + ENTRY + ", " + ENTRY.replace("id: m", "id: n, patterns: [m]") + "]"))
                .containsExactly("line 2: models[1].patterns[0]: \"m\" stands at models[0].id already");
    }

    @Test
    void refusesMoreEntriesThanMetricsCanShow() {
        var entries = IntStream.rangeClosed(0, PriceReader.MAX_MODELS)
                .mapToObj(i -> ENTRY.replace("id: m", "id: m" + i))
                .collect(Collectors.joining(", "));

        assertThat(faults(DEFAULT + "models: [" + entries + "]"))
                .containsExactly("line 1: models: 257 entries (expected: at most 256)");
    }

    @Test
    void refusesAliasesAndKeysThatStandTwiceAndASecondDocument() {
        var alias = faults("default: &d { " + RATES + " }\nmodels: *d\n");
        var twice = faults(DEFAULT + DEFAULT);
        var second = faults(DEFAULT + "---\n" + DEFAULT);

        assertThat(List.of(alias, twice, second))
                .containsExactly(
                        List.of("line 2: an alias (expected: the value itself)"),
                        List.of("line 2: Duplicate field 'default'"),
                        List.of("line 3: a second document (expected: one)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "~"})
    void refusesAnEmptyFile(String yaml) {
        assertThat(faults(yaml)).containsExactly("line 1: the file is empty (expected: a price table)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"default: {", "\t", "default: [1, 2", "a: b: c", "\u0000", "- 1", "text", "7", "default: 5"})
    void refusesWhatIsNoTableWithoutThrowing(String yaml) {
        assertThat(faults(yaml)).isNotEmpty();
    }

    @Test
    void refusesWhatIsNestedTooDeepWithoutThrowing() {
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
    void refusesARowThatSaysAnythingElse(String rest) {
        assertThat(faults(row(rest))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"input: 0", "input: 10000", "input: 0.000001", "input: 0.0000010"})
    void acceptsRatesUpToTheirBounds(String input) {
        assertThat(faults(model("rates: [{ " + RATES.replace("input: 1", input) + " }]")))
                .isEmpty();
    }

    @Test
    void acceptsAsManyEntriesAsMetricsCanShow() {
        var entries = IntStream.range(0, PriceReader.MAX_MODELS)
                .mapToObj(i -> ENTRY.replace("id: m", "id: m" + i))
                .collect(Collectors.joining(", "));

        assertThat(faults(DEFAULT + "models: [" + entries + "]")).isEmpty();
    }

    @Test
    void refusesAMappingWhereAListBelongs() {
        assertThat(faults(DEFAULT + "models: { m: 1 }"))
                .containsExactly("line 2: models: a mapping (expected: a list)");
    }

    @Test
    void refusesALongIdAndWhatMetricsCouldNotShow() {
        assertThat(faults(DEFAULT + "models: [" + ENTRY.replace("id: m", "id: \"m n\"") + "]"))
                .containsExactly("line 2: models[0].id: \"m n\""
                        + " (expected: a model id of 1 to 64 letters, digits and . _ : @ / -, not \"other\")");
    }
}
