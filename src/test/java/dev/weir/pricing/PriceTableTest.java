package dev.weir.pricing;

import static dev.weir.pricing.Tables.answer;
import static dev.weir.pricing.Tables.served;
import static dev.weir.pricing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.messages.AnswerFacts;
import dev.weir.messages.Provenance;
import dev.weir.messages.Usage;
import dev.weir.messages.Usage.Iteration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static final PriceTable TABLE = table("""
            default: { input: 5, output: 25, cache-write-5m: 6.25, cache-write-1h: 10, cache-read: 0.5 }
            factors:
              service-tier: { batch: 0.5 }
              inference-geo: { us: 1.1 }
            server-tools: { web-search-per-thousand: 10 }
            models:
              - id: big
                patterns: ["big-20*", "big[*"]
                max-output: 128000
                rates:
                  - { input: 4, output: 20, cache-write-5m: 5, cache-write-1h: 8, cache-read: 0.2 }
                factors: { speed: { fast: 2 } }
              - id: cut
                patterns: ["*-20*"]
                rates:
                  - { input: 2, output: 10, cache-write-5m: 2.5, cache-write-1h: 4, cache-read: 0.2 }
                  - { from: 2026-10-07, input: 2, output: 10, cache-write-5m: 2.5, cache-write-1h: 4, cache-read: 0.1 }
              - id: banded
                rates:
                  - { input: 0.1, output: 0.5, cache-write-5m: 0.125, cache-write-1h: 0.2, cache-read: 0.01 }
                  - above-prompt-tokens: 100000
                    input: 0.5
                    output: 2.5
                    cache-write-5m: 0.625
                    cache-write-1h: 1
                    cache-read: 0.05
              - id: dated
                rates:
                  - { from: 2026-11-01, input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                  - { from: 2026-12-01, input: 2, output: 2, cache-write-5m: 2, cache-write-1h: 2, cache-read: 2 }
            """);

    private static Usage usage(long input, long read, long write5m, long write1h, long output) {
        return new Usage(input, read, write5m, write1h, output, 0, List.of());
    }

    private static Usage steps(Iteration... steps) {
        return new Usage(999_999, 999_999, 0, 0, 999_999, 0, List.of(steps));
    }

    private static Iteration step(Optional<String> model, long input, long output) {
        return new Iteration(model, input, 0, 0, 0, output);
    }

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
    void labelsNoModelAsOther() {
        var label = TABLE.label(Optional.empty());

        assertThat(label).isEqualTo("other");
    }

    @Test
    void knowsNoModelWithAnIdOfMoreThan256Characters() {
        var longest = TABLE.label(Optional.of("big[" + "x".repeat(252)));
        var longer = TABLE.label(Optional.of("big[" + "x".repeat(253)));

        assertThat(List.of(longest, longer)).containsExactly("big", "other");
    }

    @Test
    void knowsTheLongestAnswerWhereTheEntrySaysIt() {
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
        var cost = TABLE.cost(Optional.empty(), answer("big", usage(input, read, write5m, write1h, output)), NOW);

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
    void choosesTheBandByTheWholePromptCacheIncluded(long input, long read, long write5m, long write1h, long nano) {
        var cost = TABLE.cost(Optional.empty(), answer("banded", usage(input, read, write5m, write1h, 0)), NOW);

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
    void choosesThePeriodByTheInstantAndTheFirstForWhatCameBefore(String model, Instant at, long nano) {
        var cost = TABLE.cost(Optional.empty(), answer(model, usage(0, 1, 0, 0, 0)), at);

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
    void multipliesTheFactorsOfWhatTheAnswerNames(String tier, String speed, String geo, long nano, boolean known) {
        var facts = served(
                answer("big", usage(1, 0, 0, 0, 0)),
                Optional.ofNullable(tier),
                Optional.ofNullable(speed),
                Optional.ofNullable(geo));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(List.of(cost.total(), cost.known())).containsExactly(new NanoUsd(nano), known);
    }

    @Test
    void roundsOnceForTheWholeAnswer() {
        var halfANano = table("""
                default: { input: 0.0005, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                """);

        var twoHalves = steps(step(Optional.empty(), 1, 0), step(Optional.empty(), 1, 0));

        var two = halfANano.cost(Optional.empty(), answer("m", twoHalves, Provenance.PARTIAL, 0), NOW);
        var three = halfANano.cost("m", usage(3, 0, 0, 0, 0), NOW);

        assertThat(List.of(two.total(), three)).containsExactly(new NanoUsd(1), new NanoUsd(2));
    }

    @Test
    void pricesIterationsEachAtItsOwnModelAndNotTheTopLevelCounts() {
        var facts = answer("big", steps(step(Optional.of("cut"), 100, 10), step(Optional.empty(), 200, 20)));

        var cost = TABLE.cost(Optional.of("nobody"), facts, NOW);

        assertThat(cost)
                .isEqualTo(new Cost(
                        new NanoUsd(300_000 + 1_200_000),
                        true,
                        usage(300, 0, 0, 0, 30),
                        List.of(
                                new Cost.Line("cut", usage(100, 0, 0, 0, 10), new NanoUsd(300_000), NanoUsd.ZERO),
                                new Cost.Line("big", usage(200, 0, 0, 0, 20), new NanoUsd(1_200_000), NanoUsd.ZERO))));
    }

    @Test
    void choosesTheBandOfEachIterationByItself() {
        var facts = answer("banded", steps(step(Optional.empty(), 60_000, 1), step(Optional.empty(), 60_000, 1)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(2 * (6_000_000 + 500)));
    }

    @Test
    void countsADeclinedAttemptAndDoesNotChargeIt() {
        var facts = answer("big", steps(step(Optional.of("cut"), 100, 0), step(Optional.empty(), 100, 1)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(List.of(cost.total(), cost.counted())).containsExactly(new NanoUsd(420_000), usage(200, 0, 0, 0, 1));
    }

    @Test
    void chargesTheLastIterationWithoutOutputAsItMayWarmTheCache() {
        var facts = answer("big", steps(step(Optional.empty(), 100, 0)));

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(400_000));
    }

    @Test
    void raisesThePartialOutputToWhatWasRelayed() {
        var partial = answer("big", usage(0, 0, 0, 0, 3), Provenance.PARTIAL, 10);
        var exact = answer("big", usage(0, 0, 0, 0, 3), Provenance.EXACT, 10);

        var outputs = List.of(
                TABLE.cost(Optional.empty(), partial, NOW).counted().output(),
                TABLE.cost(Optional.empty(), exact, NOW).counted().output());

        assertThat(outputs).containsExactly(10L, 3L);
    }

    @Test
    void raisesTheLastIterationOfAPartialAnswer() {
        var usage = steps(step(Optional.of("cut"), 0, 4), step(Optional.empty(), 0, 1));

        var cost = TABLE.cost(Optional.empty(), answer("big", usage, Provenance.PARTIAL, 10), NOW);

        assertThat(cost.lines()).extracting(line -> line.usage().output()).containsExactly(4L, 6L);
    }

    @Test
    void leavesAPartialOutputThatIsAboveTheFloor() {
        var cost = TABLE.cost(Optional.empty(), answer("big", usage(0, 0, 0, 0, 11), Provenance.PARTIAL, 10), NOW);

        assertThat(cost.counted().output()).isEqualTo(11);
    }

    @Test
    void pricesAnUnknownModelByTheDefaultAndSaysSo() {
        var cost = TABLE.cost(Optional.of("big"), answer("nobody", usage(1, 0, 0, 0, 1)), NOW);

        assertThat(cost)
                .isEqualTo(new Cost(
                        new NanoUsd(30_000),
                        false,
                        usage(1, 0, 0, 0, 1),
                        List.of(new Cost.Line("other", usage(1, 0, 0, 0, 1), new NanoUsd(30_000), NanoUsd.ZERO))));
    }

    @Test
    void pricesByTheModelAskedWhereTheAnswerNamesNone() {
        var facts = new AnswerFacts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(usage(1, 0, 0, 0, 0)),
                Provenance.ESTIMATED,
                0);

        var cost = TABLE.cost(Optional.of("big"), facts, NOW);

        assertThat(cost.total()).isEqualTo(new NanoUsd(4_000));
    }

    @Test
    void chargesNothingForAnAnswerWithoutUsage() {
        var cost = TABLE.cost(Optional.of("big"), AnswerFacts.NONE, NOW);

        assertThat(cost).isEqualTo(Cost.NONE);
    }

    @Test
    void addsWebSearchesWithoutFactors() {
        var searched = served(
                answer("big", new Usage(1, 0, 0, 0, 0, 3, List.of())),
                Optional.of("batch"),
                Optional.empty(),
                Optional.empty());

        var cost = TABLE.cost(Optional.empty(), searched, NOW);

        assertThat(List.of(cost.total(), cost.known())).containsExactly(new NanoUsd(30_000_000 + 2_000), true);
    }

    @Test
    void saysThatThePriceIsUnknownWhereNoneOfASearchIs() {
        var noSearches = table("""
                default: { input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }
                models:
                  - { id: m, rates: [{ input: 1, output: 1, cache-write-5m: 1, cache-write-1h: 1, cache-read: 1 }] }
                """);

        var without = noSearches.cost(Optional.empty(), answer("m", usage(1, 0, 0, 0, 0)), NOW);
        var with = noSearches.cost(Optional.empty(), answer("m", new Usage(1, 0, 0, 0, 0, 1, List.of())), NOW);

        assertThat(List.of(without.known(), with.known())).containsExactly(true, false);
    }

    @Test
    void savesTheDifferenceOfInputAndReadAndTakesNoPremiumOff() {
        var facts = served(
                answer("big", usage(7, 1_000, 500, 500, 9)), Optional.of("batch"), Optional.empty(), Optional.empty());

        var cost = TABLE.cost(Optional.empty(), facts, NOW);

        assertThat(cost.lines()).extracting(Cost.Line::cacheSavings).containsExactly(new NanoUsd(1_000 * 3_800 / 2));
    }

    @Test
    void saturatesOnAbsurdCounts() {
        var absurd = usage(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1, Long.MAX_VALUE);

        var cost = TABLE.cost(Optional.empty(), answer("banded", absurd), NOW);

        assertThat(cost.total()).isEqualTo(NanoUsd.MAX);
    }

    @Test
    void pricesAnExpectationByPlainRates() {
        var cost = TABLE.cost("big", usage(10, 0, 0, 0, 1), NOW);

        assertThat(cost).isEqualTo(new NanoUsd(60_000));
    }

    @ParameterizedTest
    @CsvSource({
        // 1 h writes at 8, output at 20, fast 2 and us 1.1
        "big, 10, 1, 220000",
        "banded, 100000, 0, 22000000",
        "banded, 100001, 1, 110003850",
        "nobody, 1, 1, 38500"
    })
    void holdsTheDearestClassBandAndFactorAtWorst(String model, long input, long output, long nano) {
        var worst = TABLE.worstCase(model, input, output, NOW);

        assertThat(worst).isEqualTo(new NanoUsd(nano));
    }

    @Test
    void showsTheRatesOfAnEntry() {
        var rates = TABLE.entryFor("cut").map(entry -> entry.ratesAt(NOW, 0));

        assertThat(rates)
                .contains(new Rates(
                        new BigDecimal("2"),
                        new BigDecimal("10"),
                        new BigDecimal("2.5"),
                        new BigDecimal("4"),
                        new BigDecimal("0.1")));
    }
}
