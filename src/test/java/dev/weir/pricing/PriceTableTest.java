package dev.weir.pricing;

import static dev.weir.pricing.PriceTables.TABLE;
import static dev.weir.pricing.PriceTables.response;
import static dev.weir.pricing.PriceTables.served;
import static dev.weir.pricing.PriceTables.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.Provenance;
import dev.weir.messages.ResponseFacts;
import dev.weir.messages.ResponseKind;
import dev.weir.messages.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "big, big",
        "big-20261001, big",
        "big[1m], big",
        "small-20261001, cut",
        "big-, other",
        "bi, other",
        "other, other"
    })
    void findsAnEntryByItsIdThenByTheFirstPattern(String model, String label) {
        var found = TABLE.label(Optional.of(model));

        assertThat(found).isEqualTo(label);
    }

    @Test
    void labelsAnAbsentModelAsOther() {
        var label = TABLE.label(Optional.empty());

        assertThat(label).isEqualTo("other");
    }

    @Test
    void findsNoEntryForAnIdOfMoreThan256Characters() {
        var longest = TABLE.label(Optional.of("big[" + "x".repeat(252)));
        var longer = TABLE.label(Optional.of("big[" + "x".repeat(253)));

        assertThat(List.of(longest, longer)).containsExactly("big", "other");
    }

    @Test
    void returnsTheMaxOutputOfAnEntry() {
        var bounds = List.of(TABLE.maxOutput("big[1m]"), TABLE.maxOutput("cut"), TABLE.maxOutput("nobody"));

        assertThat(bounds).containsExactly(OptionalLong.of(128_000), OptionalLong.empty(), OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 0, 0, 4000",
        "0, 1, 0, 0, 0, 200",
        "0, 0, 1, 0, 0, 5000",
        "0, 0, 0, 1, 0, 8000",
        "0, 0, 0, 0, 1, 20000",
        "1000, 20000, 300, 40, 500, 19820000",
        "-5, 0, 0, 0, 1, 20000"
    })
    void pricesEachKindAtItsOwnRate(long input, long read, long write5m, long write1h, long output, long nano) {
        var cost = TABLE.cost(Optional.empty(), response("big", usage(input, read, write5m, write1h, output)), NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(nano));
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 0, 0, 0, 10000000",
        "100001, 0, 0, 0, 50000500",
        "0, 100000, 0, 0, 1000000",
        "1, 100000, 0, 0, 5000500",
        "0, 50000, 50000, 1, 33751000"
    })
    void choosesTheBandByTheWholePromptIncludingCache(long input, long read, long write5m, long write1h, long nano) {
        var cost = TABLE.cost(Optional.empty(), response("banded", usage(input, read, write5m, write1h, 0)), NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(nano));
    }

    @ParameterizedTest
    @CsvSource({
        "cut, 2026-10-06T23:59:59.999Z, 200",
        "cut, 2026-10-07T00:00:00Z, 100",
        "cut, 2027-01-01T00:00:00Z, 100",
        "cut, 1999-01-01T00:00:00Z, 200",
        "dated, 2026-10-31T23:59:59Z, 1000",
        "dated, 2026-11-30T23:59:59Z, 1000",
        "dated, 2026-12-01T00:00:00Z, 2000"
    })
    void choosesThePeriodByTheInstantAndTheFirstForEarlierOnes(String model, Instant at, long nano) {
        var cost = TABLE.cost(Optional.empty(), response(model, usage(0, 1, 0, 0, 0)), at);

        assertThat(cost.total()).isEqualTo(new NanoUsd(nano));
    }

    @ParameterizedTest
    @CsvSource({
        "standard, standard, global, 4000, true",
        "batch, , , 2000, true",
        "priority, , us, 4400, true",
        ", fast, , 8000, true",
        "batch, fast, us, 4400, true",
        ", turbo, , 4000, false"
    })
    void multipliesTheFactorsOfTheResponse(String tier, String speed, String geo, long nano, boolean known) {
        var facts = served(
                response("big", usage(1, 0, 0, 0, 0)),
                Optional.ofNullable(tier),
                Optional.ofNullable(speed),
                Optional.ofNullable(geo));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(List.of(cost.total(), cost.known())).containsExactly(new NanoUsd(nano), known);
    }

    @Test
    void pricesAnUnknownModelAtTheHighestOfEachRateAndFactor() {
        var dearest = PriceTables.table("""
                default: { input: 2, output: 2, cache-write-5m: 2, cache-write-1h: 2, cache-read: 2 }
                models:
                  - id: a
                    rates:
                      - { input: 9, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                      - { from: 2999-01-01, input: 1, output: 8, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                    factors: { speed: { fast: 3, slow: 0.5 } }
                  - id: b
                    rates:
                      - { input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 6, cache-read: 1 }
                      - above-prompt-tokens: 100000
                        input: 1
                        output: 1
                        cache-write-5m: 7
                        cache-write-1h: 1
                        cache-read: 1
                """).priceOf(Optional.of("nobody"));

        var rates = dearest.ratesAt(NOW, 1);

        assertThat(List.of(
                        rates.input(), rates.output(), rates.cacheWrite5m(), rates.cacheWrite1h(), rates.cacheRead()))
                .isEqualTo(Stream.of(9, 8, 7, 6, 2).map(BigDecimal::valueOf).toList());
        assertThat(dearest.factors().speed()).isEqualTo(Map.of("fast", BigDecimal.valueOf(3), "slow", BigDecimal.ONE));
    }

    @Test
    void pricesAnUnknownModelAndReportsIt() {
        var cost = TABLE.cost(Optional.of("big"), response("nobody", usage(1, 0, 0, 0, 1)), NOW);

        assertThat(cost)
                .isEqualTo(new Cost(
                        new NanoUsd(30_000),
                        false,
                        usage(1, 0, 0, 0, 1),
                        List.of(new Cost.CostLine(
                                "other",
                                usage(1, 0, 0, 0, 1),
                                new NanoUsd(30_000),
                                NanoUsd.ZERO,
                                new CostByKind(
                                        new NanoUsd(5_000),
                                        NanoUsd.ZERO,
                                        NanoUsd.ZERO,
                                        NanoUsd.ZERO,
                                        new NanoUsd(25_000),
                                        NanoUsd.ZERO)))));
    }

    @Test
    void countsARefusalBeforeAnyOutputForNothing() {
        var refused = refused(usage(100, 5, 0, 0, 3));

        var cost = TABLE.cost(Optional.empty(), refused, NOW);

        assertThat(cost.total()).isEqualTo(NanoUsd.ZERO);
        assertThat(cost.counted()).isEqualTo(usage(100, 5, 0, 0, 3));
    }

    @Test
    void chargesTheAttemptsBeforeARefusalThatHadOutput() {
        var attempts = new Usage(
                10,
                0,
                0,
                0,
                0,
                0,
                List.of(
                        new Usage.Iteration(Optional.of("big"), 1, 0, 0, 0, 1),
                        new Usage.Iteration(Optional.of("big"), 10, 0, 0, 0, 0)));

        var cost = TABLE.cost(Optional.empty(), refused(attempts), NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(24_000));
    }

    private static ResponseFacts refused(Usage usage) {
        return new ResponseFacts(
                Optional.empty(),
                Optional.of("big"),
                Optional.of("refusal"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage),
                Provenance.EXACT,
                0,
                ResponseKind.REFUSED_BEFORE_OUTPUT);
    }

    @Test
    void pricesByTheRequestedModelWhereTheResponseNamesNone() {
        var facts = new ResponseFacts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage(1, 0, 0, 0, 0)),
                Provenance.ESTIMATED,
                0,
                ResponseKind.MESSAGE);

        var cost = TABLE.cost(Optional.of("big"), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(4_000));
    }

    @Test
    void chargesNothingForAResponseWithoutUsage() {
        var cost = TABLE.cost(Optional.of("big"), ResponseFacts.NONE, NOW);

        assertThat(cost).isEqualTo(Cost.NONE);
    }

    @Test
    void countsCacheSavingsWithoutThePremiumOfWrites() {
        var facts = served(
                response("big", usage(7, 1_000, 500, 500, 9)),
                Optional.of("batch"),
                Optional.empty(),
                Optional.empty());

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.lines())
                .extracting(Cost.CostLine::cacheSavings)
                .containsExactly(new NanoUsd(1_000 * 3_800 / 2));
    }

    @Test
    void saturatesOnHugeCounts() {
        var absurd = usage(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1, Long.MAX_VALUE);

        var cost = TABLE.cost(Optional.empty(), response("banded", absurd), NOW);

        assertThat(cost.total()).isEqualTo(NanoUsd.MAX);
    }

    @Test
    void pricesAnExpectationWithoutFactors() {
        var cost = TABLE.cost("big", usage(10, 0, 0, 0, 1), NOW);

        assertThat(cost).isEqualTo(new NanoUsd(60_000));
    }

    @ParameterizedTest
    @CsvSource({
        // 1 h writes at 8, output at 20, fast 2 and us 1.1
        "big, 10, 1, 220000",
        "banded, 100000, 0, 22000000",
        "banded, 100001, 1, 110003850",
        "nobody, 1, 1, 77000"
    })
    void usesTheMostExpensiveClassBandAndFactorsAtWorst(String model, long input, long output, long nano) {
        var worst = TABLE.worstCase(model, input, output, NOW);

        assertThat(worst).isEqualTo(new NanoUsd(nano));
    }

    @Test
    void returnsTheRatesOfAnEntry() {
        var rates = TABLE.entryFor("cut").map(entry -> entry.ratesAt(NOW, 0));

        assertThat(rates)
                .contains(new TokenRates(
                        new BigDecimal("2"),
                        new BigDecimal("10"),
                        new BigDecimal("2.5"),
                        new BigDecimal("4"),
                        new BigDecimal("0.1")));
    }
}
